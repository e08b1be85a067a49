import { controlOperations } from '../spec/control-operations.js'
import { createPathPattern } from '../wire/path-match.js'

/** The sandbox without a name: requests that are about none, or about all of them. */
const noSandbox = ''

const usualSandbox = 'default'

const patterns = controlOperations.map(({ id, method, path, tag }) => ({
  id: id as string,
  method,
  isOfSandbox: tag === 'Sandbox',
  pattern: createPathPattern(path),
}))

/** Streams never end, and these reads tell nothing about a sandbox: they are neither recorded nor replayed. */
const passedBy =
  /^(StreamEvents|ListenToWebhooks|TakeRun|MoveReplay|Get(Replay|Health|Liveness|Readiness|Metrics|ControlDocument|VerifyDocument)|ListRules|GetRule)$/

/** What the address of a request tells about it. */
export interface RequestAddress {
  /** Name of the sandbox that it is about. */
  readonly sandbox: string
  /** Whether it belongs into a run. */
  readonly isOfRun: boolean
  /** Whether it may take long and must not be overtaken. */
  readonly isExclusive: boolean
}

/**
 * Tells which sandbox a request is about.
 *
 * @param path with its query
 * @param authorization the header, or null
 */
export function readRequestAddress(method: string, path: string, authorization: string | null): RequestAddress {
  const keyed = /^bearer\s+sandbox_([\w-][\w.-]{0,99})\s*$/i.exec(authorization ?? '')?.[1] ?? usualSandbox
  const [plain = '', query = ''] = path.split('?', 2)
  if (/^\/v2(\/|$)/.test(plain)) return { sandbox: keyed, isOfRun: true, isExclusive: false }
  // What an agent asks by MCP becomes calls of the control API, which are recorded.
  if (!plain.startsWith('/_emulator') || plain === '/_emulator/mcp')
    return { sandbox: noSandbox, isOfRun: false, isExclusive: false }
  const operation = patterns.find((one) => one.method === method && one.pattern.match(plain) !== null)
  const id = operation?.id ?? ''
  const named = new URLSearchParams(query).get('sandbox')
  const sandbox =
    id === 'DeleteSandbox'
      ? plain.slice(plain.lastIndexOf('/') + 1)
      : (named ?? (operation?.isOfSandbox === true ? keyed : noSandbox))
  return {
    sandbox,
    isOfRun: method !== 'OPTIONS' && method !== 'HEAD' && !passedBy.test(id),
    isExclusive: id === 'RestoreSnapshot' || id === 'AddRecords',
  }
}
