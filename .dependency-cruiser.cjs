/** Who may import whom: the table of ARCHITECTURE.md, kept by a machine. */
const ours = '^src/'
const inRoom = (...rooms) => `^src/(${rooms.join('|')})/`

/** A room may import what it lists, of ours and of others. Paths are patterns; `null`: nothing of that kind. */
const rooms = {
  spec: { ours: '^src/wire/validation\\.ts$', others: null },
  core: { ours: inRoom('core', 'spec'), others: null },
  wire: { ours: inRoom('wire', 'core', 'spec'), others: '(^|/)fastest-levenshtein' },
  api: { ours: inRoom('api', 'core', 'wire', 'spec'), others: null },
  control: { ours: inRoom('control', 'core', 'wire', 'spec'), others: null },
  http: { ours: inRoom('http', 'api', 'control', 'wire', 'core', 'spec'), others: '(^|/)hono' },
  client: { ours: '^src/(client/|spec/|core/(profiles|sandboxes)\\.ts)', others: null },
  webhook: { ours: inRoom('webhook', 'core', 'wire'), others: '^(node:)?(crypto|http|https)$' },
  receiver: { ours: inRoom('receiver', 'webhook'), others: '^(node:)?(crypto|http|https|timers/promises)$' },
  testing: {
    ours: '^src/(testing/|client/|spec/operations\\.ts|emulator\\.ts|options\\.ts)',
    others: '(^|/)(vitest|@playwright/test|msw)(/|$)',
  },
  contract: {
    ours: `${inRoom('contract', 'core', 'spec', 'wire', 'client')}|^src/version\\.ts$`,
    others: '(^|/)yaml|^(node:)?(buffer|crypto|fs|http|https|path|stream|timers|url|util|zlib)',
  },
  store: { ours: inRoom('store'), others: '(^|/)lowdb|^(node:)?(buffer|fs|path)$' },
}

/** Files that stand beside the rooms. */
const beside = {
  settings: { ours: null, others: null },
  config: { ours: '^src/((settings|scripted)\\.ts|core/|wire/spelling\\.ts)', others: '(^|/)yaml|^(node:)?(fs|path)$' },
  server: { ours: null, others: '(^|/)@hono/node-server|^(node:)?(http|net)$' },
  scripted: { ours: inRoom('core', 'wire', 'spec'), others: null },
  'passthrough-options': { ours: '^src/wire/unusable\\.ts$', others: null },
  options: { ours: `${inRoom('core', 'wire')}|^src/(scripted|passthrough-options)\\.ts`, others: null },
  hosts: { ours: null, others: null },
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
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, pathNot: '^src/spec/|\\.d\\.ts$' }, to: {} },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'environment-is-read-in-one-place',
      severity: 'error',
      from: { pathNot: '^src/(cli|config)' },
      to: { path: '^src/config\\.ts$' },
    },
    ...Object.entries(rooms).flatMap(([room, may]) => rulesFor(room, `^src/${room}/`, may)),
    ...Object.entries(beside).flatMap(([file, may]) => rulesFor(file, `^src/${file}\\.ts$`, may)),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'types'],
      extensions: ['.ts', '.js', '.d.ts', '.json'],
    },
  },
}
