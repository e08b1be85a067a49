/** Who may import whom: the table of ARCHITECTURE.md, kept by a machine. */
const ours = '^src/'
const inRoom = (...rooms) => `^src/(${rooms.join('|')})/`

/** What a room may import, of ours and of others, as patterns; `null`: nothing. */
const pure = { others: null }
const rooms = {
  spec: { ours: '^src/wire/validation\\.ts$', ...pure },
  core: { ours: inRoom('core', 'spec'), ...pure },
  wire: { ours: inRoom('wire', 'core', 'spec'), others: '(^|/)fastest-levenshtein' },
  'sandbox-file': { ours: inRoom('sandbox-file', 'wire', 'core', 'spec'), ...pure },
  'verify-api': { ours: inRoom('verify-api', 'core', 'wire', 'sandbox-file', 'spec'), ...pure },
  'control-api': { ours: inRoom('control-api', 'core', 'wire', 'sandbox-file', 'spec'), ...pure },
  worlds: { ours: inRoom('worlds', 'sandbox-file', 'wire', 'core', 'spec'), others: '^(node:)?fs(/promises)?$' },
  http: { ours: inRoom('http', 'verify-api', 'control-api', 'wire', 'core', 'spec'), others: '(^|/)hono' },
  server: {
    ours: `${inRoom('server')}|^src/http/connection-fault\\.ts$`,
    others: '(^|/)@hono/node-server|^(node:)?(http|net|os)$',
  },
  webhook: { ours: inRoom('webhook', 'core', 'wire'), others: '^(node:)?(crypto|http|https|timers)$' },
  persistence: {
    ours: inRoom('persistence', 'sandbox-file', 'core', 'spec'),
    others: '(^|/)lowdb|^(node:)?(buffer|fs|path|timers)$',
  },
  passthrough: {
    ours: `${inRoom('passthrough', 'http', 'worlds', 'wire', 'core', 'spec')}|^src/persistence/lock\\.ts$`,
    others: '^(node:)?(buffer|crypto|fs|http|https|path|stream|timers|url|util|zlib)',
  },
  report: { ours: inRoom('report'), ...pure },
  contract: {
    ours: inRoom('contract', 'report', 'client', 'spec', 'wire'),
    others: '(^|/)yaml|^(node:)?(crypto|fs|http|https|path|timers|url|util)',
  },
  audit: {
    ours: inRoom('audit', 'report', 'client', 'spec', 'wire', 'webhook'),
    others: '^(node:)?(crypto|http|https|timers/promises)$',
  },
  web: { ours: inRoom('web', 'client', 'spec'), others: '^(node:)?(crypto|fs|path)(/|$)|(^|/)(preact|@preact)' },
  client: { ours: inRoom('client', 'spec'), ...pure },
  testing: { ours: inRoom('testing', 'client', 'emulator', 'spec'), others: '(^|/)(vitest|@playwright/test|msw)(/|$)' },
  config: { ours: inRoom('config', 'worlds', 'core', 'wire', 'spec'), others: '(^|/)yaml|^(node:)?(fs|path)$' },
  emulator: {
    ours: '^src/(?!(testing|cli|mcp|web/(?!serve/)|contract|audit)/|index\\.ts)',
    others: '^(node:)?timers',
  },
}

const rulesFor = (name, from, { ours: mayOurs, others: mayOthers }) => [
  {
    name: `${name}-imports-of-ours`,
    severity: 'error',
    comment: `${name} may import ${mayOurs ?? 'nothing'} of ours`,
    from: { path: from },
    to: { path: ours, ...(mayOurs && { pathNot: mayOurs }) },
  },
  {
    name: `${name}-imports-of-others`,
    severity: 'error',
    comment: `${name} may import ${mayOthers ?? 'nothing'} of others`,
    from: { path: from },
    to: { pathNot: mayOthers ? `${ours}|^fixtures/|${mayOthers}` : `${ours}|^fixtures/` },
  },
]

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, pathNot: '^src/spec/|\\.d\\.ts$' }, to: {} },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'environment-is-read-in-one-place',
      severity: 'error',
      from: { pathNot: '^src/(cli|config)' },
      to: { path: '^src/config/config\\.ts$' },
    },
    ...Object.entries(rooms).flatMap(([room, may]) => rulesFor(room, `^src/${room}/`, may)),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.d.ts', '.json', '.css'],
    },
  },
}
