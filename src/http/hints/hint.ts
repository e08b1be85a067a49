import { channels } from '../../core/records.js'
import { verifyOperations } from '../../spec/operations.js'
import { hintNotEmulated } from '../../wire/not-emulated.js'
import { suggestNearest } from '../../wire/suggest.js'
import { isUuid } from '../../wire/uuid.js'
import { readShape, type Shape } from './shape.js'
import { readBodyFacts, type Suggestion, suggestRequests } from './suggestions.js'

/** A request as it was sent. */
export interface SentRequest {
  readonly method: string
  /** The whole path, as sent, still encoded. */
  readonly path: string
  /** The parsed body; undefined without a body. */
  readonly body: unknown
}

const scope = 'The emulator supports Telnyx Verify and Verified Numbers only.'

/** For tools that ask for a document at a usual place, which the real service does not serve. */
const hintDocuments =
  'GET /_emulator/openapi/verify.json has the OpenAPI document of this API, and GET /_emulator/openapi.json that of the control API'

/** A hint about a channel that is documented and not emulated; undefined for any other path (X1). */
export function findNotEmulated(path: string): string | undefined {
  const { resource, notEmulated } = readShape(splitVersion(path).inside)
  if (resource !== 'verifications' || notEmulated === undefined) return undefined
  return hintNotEmulated(notEmulated.toLowerCase().replace(/^dtmf.?confirm$/, 'dtmf_confirm'))
}

/** Says what is wrong with a request that no operation answers, and the request to send instead. */
export function hintForUnknown({ method, path, body }: SentRequest): string {
  const { inside, flaw } = splitVersion(path)
  const shape = readShape(inside)
  const notEmulated = findNotEmulated(path)
  if (notEmulated !== undefined) return joinClauses([flaw, notEmulated])
  const suggestions = suggestRequests(method, shape, readBodyFacts(body))
  if (inside.replaceAll('/', '') === '' && path.startsWith('/v2'))
    return 'this is the base URL; add a path like /verify_profiles'
  if (inside.replaceAll('/', '') === '' && inside === path)
    return 'open this address in a browser; the emulated API begins at /v2, and the control API at /_emulator'
  if (/^\/(open-?api|swagger)\b/i.test(inside)) return hintDocuments
  if (suggestions.length === 0)
    return joinClauses([
      inside === path ? undefined : flaw,
      `Unknown path ${JSON.stringify(path.slice(0, 120))}. ${nearest(path)}`,
    ])
  return joinClauses([
    flaw,
    ...shape.flaws,
    explain(method, path, inside, shape, suggestions),
    sendOne(suggestions, shape),
  ])
}

/** Improves the hint of a refusal: adds what is wrong with the spelling of the path, and another request if that was meant. */
export function improveHint({ method, path, body }: SentRequest, hint: string): string {
  const notEmulated = findNotEmulated(path)
  if (notEmulated !== undefined) return notEmulated
  const { inside } = splitVersion(path)
  const shape = readShape(inside)
  const suggestions = suggestRequests(method, shape, readBodyFacts(body))
  const isMeant = suggestions.some((one) => one.method === method && matchesSent(one, inside))
  if (isMeant && shape.flaws.length === 0) return hint
  if (suggestions.length === 0 || isMeant) return joinClauses([...shape.flaws, hint])
  const notId = shape.unknown.at(-1)
  if (notId === undefined) return joinClauses([...shape.flaws, sendOne(suggestions, shape)])
  return joinClauses([...shape.flaws, hint, `"${notId.slice(0, 40)}" is not a UUID or a phone number`])
}

/** Whether the path that was sent is a suggested one, up to its encoding, the case of an ID, and unknown values. */
function matchesSent({ path }: Suggestion, inside: string): boolean {
  const wanted = (path.split('?', 1)[0] as string).split('/')
  const sent = inside.split('/')
  return (
    wanted.length === sent.length &&
    wanted.every((part, index) => part.startsWith('<') || part === toPlain(sent[index] as string))
  )
}

function toPlain(segment: string): string {
  try {
    const plain = decodeURIComponent(segment)
    return isUuid(plain) ? plain.toLowerCase() : plain
  } catch {
    return segment
  }
}

/** Splits the version off a path: what follows it, and what is wrong with it. */
function splitVersion(path: string): { inside: string; flaw?: string } {
  const [, prefix = '', inside = ''] = /^((?:\/+(?:api|v\d+(?:\.\d+)?)(?=\/|$))*)(.*)$/is.exec(path) ?? []
  if (prefix === '/v2') return { inside }
  if (prefix === '') return { inside, flaw: 'the base URL lacks /v2' }
  if (/^(?:\/v2)+$/.test(prefix)) return { inside, flaw: 'the path has /v2 twice; the base URL already ends in /v2' }
  return { inside, flaw: `the path must begin with /v2, not ${prefix.slice(0, 40)}` }
}

/** What is wrong, if the spelling is not. */
function explain(
  method: string,
  path: string,
  inside: string,
  shape: Shape,
  suggestions: readonly Suggestion[],
): string | undefined {
  const { resource, channel, unknown, by, action } = shape
  const bare = inside.toLowerCase().replace(/\/+$/, '')
  if (method === 'POST' && bare === '/verifications') return 'POST /v2/verifications was removed'
  if (
    resource === 'verifications' &&
    /^(?:DELETE|PATCH|PUT)$/.test(method) &&
    channel === undefined &&
    action === undefined
  )
    return 'a verification cannot be changed or canceled'
  if (resource === 'templates' && method === 'DELETE') return 'a template cannot be deleted'
  if (resource === 'templates' && method === 'GET' && shape.id !== undefined) return 'a single template cannot be read'
  if (action === 'check' && method !== 'POST') return 'a code is checked with POST'
  if (action === 'check' && by === undefined && suggestions.length > 1)
    return 'name the phone number or the verification'
  const last = unknown.at(-1)
  if (last !== undefined && method === 'POST' && /^\/+verifications\/+[^/]+\/*$/i.test(inside))
    return `"${last.slice(0, 40)}" is not a channel; the channels are ${channels.join(', ')}`
  if (suggestions.some((one) => one.method !== method && matchesSent(one, inside)))
    return `${path} does not support ${method}`
  return shape.flaws.length > 0 || path !== `/v2${inside}` ? undefined : `there is no ${method} ${path.slice(0, 120)}`
}

/** The request to send; with a channel to choose, the list of channels. */
function sendOne(suggestions: readonly Suggestion[], { unknown }: Shape): string {
  const requests = suggestions.map(
    ({ method, path, body }) => `${method} /v2${path}${body === undefined ? '' : ` ${body}`}`,
  )
  const sentence = `send ${requests.join(', or ')}`
  const needsList = sentence.includes('<channel>') && unknown.length === 0
  return needsList ? `${sentence}, where the channel is one of ${channels.join(', ')}` : sentence
}

function nearest(path: string): string {
  return suggestNearest(path, [...new Set(verifyOperations.map((known) => `/v2${known.path}`))]) ?? scope
}

const joinClauses = (clauses: readonly (string | undefined)[]) =>
  clauses.filter((clause) => clause !== undefined && clause !== '').join('; ')
