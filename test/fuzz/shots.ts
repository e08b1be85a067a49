import fc, { type Arbitrary } from 'fast-check'
import { emulatorOperations, verifyOperations } from '../../src/spec/operations.js'
import { named, nearlyValid, validBodies } from './bodies.js'
import { oddBody, oddQueryValue, oddSegment } from './odd-values.js'

/** One request to come; its texts may hold tokens of Memory. */
export interface Shot {
  /** The operation it is meant for; null for an absurd one. */
  readonly operationId: string | null
  readonly method: string
  /** With its query, from the root. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** How long the wall clock goes on before it. Milliseconds. */
  readonly pauseMs: number
}

const operations = [...verifyOperations.map((operation) => ({ ...operation, path: `/v2${operation.path}` })), ...emulatorOperations].map(
  ({ id, method, path, takesBody }) => ({ id: id as string, method: method as string, path, takesBody }),
)

const segmentOf: Readonly<Record<string, string>> = {
  '{verify_profile_id}': 'profile',
  '{verification_id}': 'verification',
  '{template_id}': 'template',
  '{phone_number}': 'phone',
}

/** The kind of thing that stands for a parameter of a path. */
const kindOf = (segment: string, path: string) =>
  path.startsWith('/v2/verified_numbers/{') && segment === '{phone_number}' ? 'number' : segmentOf[segment]

const pause = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.constantFrom(1, 999, 60_000, 299_999, 300_000, 86_400_000))

const queryNames = ['page[number]', 'page[size]', 'page%5Bnumber%5D', 'page%5bsize%5d', 'filter[name]', 'page', 'page[]', 'page[number][x]']
const controlNames = ['limit', 'channel', 'phone_number', 'since', 'sandbox', 'timeout', '__proto__', 'constructor', '%00', '']

const pair = fc.tuple(fc.constantFrom(...queryNames, ...controlNames), oddQueryValue).map(([name, value]) => `${name}=${value}`)
/** `timeout=0` comes first and so wins: no shot waits. */
const query = fc.array(pair, { maxLength: 3 }).map((pairs) => `?${['timeout=0', ...pairs].join('&')}`)
const badTimeout = fc.constantFrom('-1', '301', '1e400', 'x', '', '%20', 'NaN', '0.0').map((value) => `?timeout=${value}`)

const normal = { authorization: 'Bearer sandbox_fuzz', 'content-type': 'application/json' }
const authorization = fc.constantFrom(
  ...[
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer sandbox_',
    'Bearer sandbox_..',
    'Bearer sandbox_.a',
    `Bearer sandbox_${'x'.repeat(101)}`,
  ],
  ...['bearer KEY123', 'Bearer a b', 'Bearer é', 'Bearer sandbox_é', 'Bearer sandbox___proto__', 'Bearer a, Bearer b', 'Token x'],
)
const contentType = fc.constantFrom(
  '',
  'text/plain',
  'application/json;charset=utf-16',
  'application/vnd.api+json',
  'application/jsonx',
  'a/b, c/d',
)
const oddHeaders = fc.record(
  {
    authorization,
    'content-type': contentType,
    accept: fc.constantFrom('text/plain', '*/*', 'text/html', ''),
    'content-length': fc.constantFrom('0', '9999999', '-1', 'x'),
    'content-encoding': fc.constantFrom('gzip', 'x'),
  },
  { requiredKeys: [] },
)
const headers = fc.oneof(
  { weight: 12, arbitrary: fc.constant(normal) },
  { weight: 1, arbitrary: fc.constant({ ...normal, accept: 'text/plain' }) },
  { weight: 2, arbitrary: oddHeaders.map((odd) => ({ ...normal, ...odd })) },
  { weight: 1, arbitrary: oddHeaders },
)

function shotAt({ id, method, path, takesBody }: (typeof operations)[number], isTame: boolean): Arbitrary<Shot> {
  const segments = path.split('/').map((segment): Arbitrary<string> => {
    const kind = kindOf(segment, path)
    if (kind === undefined) return fc.constant(segment)
    return isTame ? named(kind) : fc.oneof({ weight: 6, arbitrary: named(kind) }, { weight: 1, arbitrary: oddSegment })
  })
  const valid = validBodies[id] ?? fc.constant({})
  const body = fc.oneof(
    { weight: 6, arbitrary: valid.map((value) => JSON.stringify(value)) },
    { weight: 4, arbitrary: nearlyValid(valid) },
    { weight: isTame ? 0 : 1, arbitrary: oddBody },
  )
  const tail = fc.oneof(
    { weight: 4, arbitrary: fc.constant('?timeout=0') },
    { weight: isTame ? 0 : 3, arbitrary: query },
    { weight: isTame ? 0 : 1, arbitrary: badTimeout },
  )
  return fc
    .record({
      segments: fc.tuple(...segments),
      tail,
      headers: isTame ? fc.constant(normal) : headers,
      body: takesBody ? body : fc.constant(undefined),
      pauseMs: isTame ? fc.constant(0) : pause,
    })
    .map(({ segments, tail, ...rest }) => {
      // With an odd segment it may be another operation's path.
      const isMeant = path.split('/').every((segment, index) => segment === segments[index] || segments[index]?.startsWith('<'))
      return { ...rest, method, operationId: isMeant ? id : null, path: segments.join('/') + tail }
    })
}

const pieces = [...new Set(operations.flatMap(({ path }) => path.split('/').slice(1)))].map((piece) =>
  segmentOf[piece] ? `<${segmentOf[piece]} 0>` : piece,
)
const absurd: Arbitrary<Shot> = fc
  .record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'get', 'X', '!#$'),
    root: fc.constantFrom('/v2/', '/v2/', '/_emulator/', '/', '//', '/V2/', '/v2/v2/', '/%76%32/', '/%5Femulator/'),
    segments: fc.array(fc.oneof(fc.constantFrom(...pieces), oddSegment), { maxLength: 5 }),
    query,
    headers,
    body: fc.option(oddBody, { nil: undefined }),
    pauseMs: pause,
  })
  .map(({ root, segments, query, body, ...rest }) => ({
    ...rest,
    operationId: null,
    path: root + segments.join('/') + query,
    body: /^(get|head)$/i.test(rest.method) ? undefined : body,
  }))

/** Weighted towards what builds state up. */
const meant = (isTame: boolean, ids: (id: string) => boolean = () => true) =>
  fc.oneof(
    ...operations
      .filter(({ id }) => ids(id))
      .map((operation) => ({
        weight: /^CreateVerification|^VerifyVerif|VerifiedNumber$/.test(operation.id)
          ? 3
          : /DeleteProfile|Reset/.test(operation.id)
            ? 1
            : 2,
        arbitrary: shotAt(operation, isTame),
      })),
  )

/** What random order almost never brings together: a number is verified, read and forgotten. */
const numberStory = fc.tuple(
  ...['CreateVerifiedNumber', 'VerifyVerificationCode', 'GetVerifiedNumber', 'DeleteVerifiedNumber'].map((id) =>
    meant(true, (other) => other === id),
  ),
)

/** Valid, nearly valid and absurd requests to everything that there is. */
export const anyShots: Arbitrary<Shot[]> = fc
  .array(
    fc.oneof(
      { weight: 30, arbitrary: fc.tuple(meant(false)) },
      { weight: 5, arbitrary: fc.tuple(absurd) },
      { weight: 1, arbitrary: numberStory },
    ),
    { minLength: 1, maxLength: 60, size: 'max' },
  )
  .map((stories) => stories.flat())

/** Requests that stay in their own sandbox and say nothing of the installation. */
export const tameShot: Arbitrary<Shot> = meant(true, (id) => !['GetHealth', 'GetLiveness', 'GetReadiness'].includes(id))
