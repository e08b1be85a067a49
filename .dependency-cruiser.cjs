/** Who may import whom: the table of ARCHITECTURE.md, kept by a machine. */
const ours = '^src/'
const inRoom = (...rooms) => `^src/(${rooms.join('|')})/`
const filesOf = (room, ...names) => `^src/${room}/(${names.join('|')})\\.ts$`
/** Constants that every room may import. */
const leaf = '^src/version\\.ts$'

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
  http: {
    ours: inRoom('http', 'verify-api', 'control-api', 'wire', 'core', 'spec'),
    others: '^(node:)?timers$',
  },
  server: {
    ours: `${inRoom('server')}|${filesOf('http', 'answer', 'call', 'caller-signal', 'fetch', 'made-call', 'native-request', 'target')}|${filesOf('wire', 'closed-error', 'remember')}`,
    others: '^(node:)?(http|https|net|os|timers)$',
  },
  webhook: { ours: inRoom('webhook', 'core', 'wire'), others: '^(node:)?(crypto|http|https|net|timers)$' },
  persistence: {
    // Of wire the errors that a user sees, and the type of a validator.
    ours: `${inRoom('persistence', 'sandbox-file', 'core', 'spec')}|^src/wire/(error-base|file-reason|input-error|json-parts|steps|validation)\\.ts$`,
    others: '(^|/)lowdb|^(node:)?(buffer|fs|path|timers|zlib)$',
  },
  passthrough: {
    // The comparison of two answers is pure.
    ours: `${inRoom('passthrough', 'recording', 'http', 'worlds', 'wire', 'core', 'spec')}|^src/(persistence/lock|contract/diff/[^/]+)\\.ts$`,
    others: '^(node:)?(buffer|crypto|fs|http|https|path|stream|timers|url|util|zlib)',
  },
  recording: {
    ours: `${inRoom('recording')}|^src/wire/(credential-shapes|decoded|deep-json|named-values|respelled|secret-names|steps|uuid)\\.ts$`,
    others: '^(node:)?(buffer|fs/promises|path)$',
  },
  replay: {
    // Of core only what a tape is made for; the emulator itself is handed in.
    ours: `${inRoom('replay', 'spec')}|${filesOf('recording', 'exchange', 'redact-url', 'redactor', 'secret-texts')}|${filesOf('config', 'settings')}|${filesOf('http', 'answer', 'call', 'made-call')}|${filesOf('wire', 'file-reason', 'input-error', 'path-match', 'steps', 'types', 'validation')}|${filesOf('core', 'sandbox', 'tape', 'webhook-records')}`,
    others: '^(node:)?(async_hooks|fs/promises|path|timers)$',
  },
  // The errors of a report share the base of all errors.
  report: { ours: `${inRoom('report')}|^src/wire/(error-base|file-reason|visible-text)\\.ts$`, ...pure },
  documents: { ours: inRoom('documents'), others: '(^|/)yaml|^(node:)?(crypto|fs|path)$' },
  contract: {
    ours: `${inRoom('contract', 'report', 'recording', 'client', 'spec', 'wire')}|^src/core/phone-numbers\\.ts$|${filesOf('documents', 'package-files')}`,
    others: '(^|/)yaml|^(node:)?(crypto|fs|http|https|path|timers|url|util|zlib)',
  },
  audit: {
    // Of core only the IDs of the mutants, which core and the audit of tests share.
    ours: `${inRoom('audit', 'report', 'client', 'spec', 'wire', 'webhook')}|^src/core/mutants\\.ts$`,
    others: '^(node:)?(buffer|crypto|http|https|net|os|timers|timers/promises)$',
  },
  // The pure files of wire that the client needs of its own: suggestions, durations, URLs, and the classes of its errors.
  client: {
    ours: `${inRoom('client', 'spec')}|^src/http/fetch\\.ts$|^src/wire/(bearer-token|suggest|duration|http-url|input-error|error-base)\\.ts$`,
    others: '^(node:)?util$',
  },
  testing: {
    ours: [
      inRoom('testing', 'client', 'emulator', 'spec'),
      // The hash of a name, and the text of a run file.
      filesOf('core', 'random'),
      filesOf('replay', 'run-file'),
      filesOf('http', 'fetch', 'native-request'),
      filesOf('wire', 'input-error', 'vendor-url', 'visible-text'),
    ].join('|'),
    others: '(^|/)(vitest|@jest/globals|@playwright/test|msw)(/|$)|^(node:)?(assert|fs|module|path|test|vm)$',
  },
  // The page uses the types and the cases of the client, never the client itself.
  web: {
    ours: `${inRoom('web')}|${filesOf('client', 'ask', 'call', 'errors', 'types', 'wire-case')}|${filesOf('core', 'segments')}|${filesOf('wire', 'visible-text')}`,
    others: '^(node:)?(crypto|fs|fs/promises|path|zlib)$|(^|/)(preact|@preact)',
  },
  // The texts of `wire` are made visible; of `audit` the reports of `tools/audit`, loaded on demand.
  mcp: {
    ours: `${inRoom('mcp', 'client', 'documents', 'audit', 'report')}|${filesOf('http', 'fetch')}|${filesOf('spec', 'control-operations', 'operations', 'flow-types')}|${filesOf('wire', 'count-of', 'duration', 'error-base', 'input-error', 'suggest', 'visible-text')}`,
    others: '(^|/)@modelcontextprotocol/server(/|$)|^(node:)?(fs|zlib)$',
  },
  proxy: {
    // Pure files about addresses.
    ours: `${inRoom('proxy')}|${filesOf('wire', 'file-reason', 'ip-address', 'metadata-address')}`,
    others: '(^|/)@peculiar/|^(node:)?(crypto|dns|fs|http|https|net|os|path|stream|timers|tls)$',
  },
  // The client asks, the emulator serves, config reads; contract and audit are loaded by their commands, and `listen`
  // posts webhooks. The rest are pure files for the texts of commands, and the form of an address in a URL.
  cli: {
    ours: [
      inRoom('cli', 'client', 'config'),
      filesOf(
        'emulator',
        'callbacks',
        'create-emulator',
        'emulator',
        'listen-options',
        'open-emulator',
        'opened-emulator',
        'options',
        'replay-run',
        'to-emulator',
      ),
      filesOf('replay', 'run-file', 'same-request'),
      filesOf('contract', 'command'),
      filesOf('audit/receiver', 'audit-receiver', 'options', 'report', 'run-audit', 'timers'),
      inRoom('audit/abuse', 'audit/flow', 'audit/load', 'audit/login'),
      filesOf('audit/tests', 'baseline', 'report', 'resume', 'run-audit', 'suite'),
      filesOf('audit/tests/sketches', 'runner'),
      filesOf('spec', 'flow-types'),
      filesOf('report', 'color-marks', 'format', 'print-report', 'report-formats', 'report', 'text-table'),
      filesOf('core', 'mutants', 'mutation', 'overrides', 'records', 'sandbox-name'),
      filesOf(
        'wire',
        'bearer-token',
        'count-of',
        'file-reason',
        'sandbox-name',
        'webhook-headers',
        'input-error',
        'duration',
        'error-base',
        'key-masking',
        'suggest',
        'timestamp',
        'vendor-url',
        'visible-text',
        'words',
      ),
      filesOf('server', 'hosts'),
      filesOf('proxy', 'entry'),
      filesOf('http', 'fetch'),
      filesOf('mcp/serve', 'serve-stdio'),
      filesOf('webhook', 'key-error', 'transport', 'url-queue'),
    ].join('|'),
    others:
      '(^|/)(commander|yaml|@faker-js/faker)(/|$)|^(node:)?(child_process|fs|http|https|module|net|os|path|stream|timers|timers/promises|tls|tty|url|util|vm)$',
  },
  config: { ours: inRoom('config', 'worlds', 'core', 'wire', 'spec'), others: '(^|/)yaml|^(node:)?(fs|path)$' },
  emulator: {
    ours: '^src/(?!(testing|cli|mcp/(?!serve/serve-mcp)|web/(?!serve/)|contract|audit)/|index\\.ts)',
    others: '^(node:)?(timers|perf_hooks)',
  },
}

const rulesFor = (name, from, { ours: mayOurs, others: mayOthers }) => [
  {
    name: `${name}-imports-of-ours`,
    severity: 'error',
    comment: `${name} may import ${mayOurs ?? 'nothing'} of ours`,
    from: { path: from },
    to: { path: ours, pathNot: mayOurs ? `${mayOurs}|${leaf}` : leaf },
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
      extensions: ['.ts', '.tsx', '.js', '.d.ts', '.json'],
    },
  },
}
