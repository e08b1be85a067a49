import fc, { type Arbitrary } from 'fast-check'
import { controlOperations } from '../../src/spec/control-operations.js'
import { verifyOperations } from '../../src/spec/operations.js'
import { named, nearlyValid, validBodies } from './bodies.js'
import { oddBody, oddQueryValue, oddSegment } from './odd-values.js'
import { givenBodies, isAboutSandbox, outcome, overridesBodies, queryValues, requiredQuery } from './override-bodies.js'

/** A request to send; its texts may contain tokens of Memory. */
export interface Shot {
  /** The intended operation; null for an absurd request. */
  readonly operationId: string | null
  readonly method: string
  /** The absolute path with its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Time by which the wall clock advances before the request. Milliseconds. */
  readonly pauseMs: number
}

const operations = [
  ...verifyOperations.map((operation) => ({ ...operation, path: `/v2${operation.path}` })),
  ...controlOperations,
].map(({ id, method, path, takesBody, query }) => ({
  id: id as string,
  method: method as string,
  path,
  takesBody,
  query: query as readonly string[],
}))

const segmentOf: Readonly<Record<string, string>> = {
  '{verify_profile_id}': 'profile',
  '{verification_id}': 'verification',
  '{template_id}': 'template',
  '{phone_number}': 'phone',
  '{id}': 'scenario',
  '{name}': 'sandbox',
}

/** Some rules that exist, the same in every run. */
const ruleIds = ['H1', 'C11', 'W8']

/** Whether a segment stands for a record of the session, or names a rule. */
const isReference = (segment: string) => segment.startsWith('<') || ruleIds.includes(segment)

/** The kind of ID in the paths of a collection. */
const kindOfId: readonly [collection: string, kind: string][] = [
  ['/rules/', 'rule'],
  ['/webhook-faults/', 'webhook-fault'],
  ['/faults/', 'fault'],
  ['/webhook', 'webhook'],
]

/** The kind of value of each path parameter. */
function kindOf(segment: string, path: string): string | undefined {
  if (segment === '{id}') return kindOfId.find(([collection]) => path.includes(collection))?.[1] ?? segmentOf[segment]
  const isVerified = path.startsWith('/v2/verified_numbers/{') && segment === '{phone_number}'
  return isVerified ? 'number' : segmentOf[segment]
}

const pause = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  fc.constantFrom(1, 999, 60_000, 299_999, 300_000, 86_400_000),
)

const queryNames = [
  'page[number]',
  'page[size]',
  'page%5Bnumber%5D',
  'page%5bsize%5d',
  'filter[name]',
  'page',
  'page[]',
  'page[number][x]',
]
const controlNames = [...Object.keys(queryValues), 'Limit', '__proto__', 'constructor', '%00', '']

const pair = fc
  .tuple(fc.constantFrom(...queryNames, ...controlNames), oddQueryValue)
  .map(([name, value]) => `${name}=${value}`)
/** `timeout=0` comes first and so wins: no shot waits. */
const query = fc.array(pair, { maxLength: 3 }).map((pairs) => `?${['timeout=0', ...pairs].join('&')}`)
const badTimeout = fc
  .constantFrom('-1', '301', '1e400', 'x', '', '%20', 'NaN', '0.0')
  .map((value) => `?timeout=${value}`)

/** Draws the query of an operation: known parameters, mostly with valid values. */
function tailOf({ id, query: known }: (typeof operations)[number], isTame: boolean): Arbitrary<string> {
  const waits = known.includes('timeout')
  const usable = known.filter((name) => name !== 'timeout' && name in queryValues && !(isTame && name === 'sandbox'))
  const write = (pairs: string[]) => {
    const all = waits ? ['timeout=0', ...pairs] : pairs
    return all.length > 0 ? `?${all.join('&')}` : ''
  }
  const required = requiredQuery[id] ?? []
  const good = fc
    .subarray(usable.filter((name) => !required.includes(name)))
    .map((names) => [...required, ...names])
    .chain((names) =>
      fc.tuple(...names.map((name) => (queryValues[name] as Arbitrary<string>).map((value) => `${name}=${value}`))),
    )
  const odd = fc
    .subarray(usable)
    .chain((names) => fc.tuple(...names.map((name) => oddQueryValue.map((value) => `${name}=${value}`))))
  return fc.oneof(
    { weight: 8, arbitrary: good.map(write) },
    { weight: isTame ? 0 : 2, arbitrary: odd.map(write) },
    { weight: isTame ? 0 : 2, arbitrary: waits ? fc.oneof(query, badTimeout) : query },
  )
}

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
  ...[
    'bearer KEY123',
    'Bearer a b',
    'Bearer é',
    'Bearer sandbox_é',
    'Bearer sandbox___proto__',
    'Bearer a, Bearer b',
    'Token x',
  ],
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
    'x-emulator-outcome': fc.oneof(outcome, fc.constantFrom('', 'Expired', '99999')),
    origin: fc.constantFrom('null', 'http://localhost:3000', 'https://example.com'),
  },
  { requiredKeys: [] },
)
const headers = fc.oneof(
  { weight: 12, arbitrary: fc.constant(normal) },
  { weight: 1, arbitrary: fc.constant({ ...normal, accept: 'text/plain' }) },
  { weight: 2, arbitrary: oddHeaders.map((odd) => ({ ...normal, ...odd })) },
  { weight: 1, arbitrary: oddHeaders },
)

function shotAt(operation: (typeof operations)[number], isTame: boolean): Arbitrary<Shot> {
  const { id, method, path, takesBody } = operation
  const segments = path.split('/').map((segment): Arbitrary<string> => {
    const kind = kindOf(segment, path)
    if (kind === undefined) return fc.constant(segment)
    if (kind === 'rule') return fc.constantFrom(...ruleIds, 'X1')
    return isTame ? named(kind) : fc.oneof({ weight: 6, arbitrary: named(kind) }, { weight: 1, arbitrary: oddSegment })
  })
  const valid = validBodies[id] ?? overridesBodies[id] ?? fc.constant({})
  const given = givenBodies[id]
  const body = fc.oneof(
    { weight: 6, arbitrary: valid.map((value) => JSON.stringify(value)) },
    { weight: given === undefined ? 0 : 6, arbitrary: fc.constant(given) },
    { weight: 4, arbitrary: nearlyValid(valid) },
    { weight: isTame ? 0 : 1, arbitrary: oddBody },
  )
  return fc
    .record({
      segments: fc.tuple(...segments),
      tail: tailOf(operation, isTame),
      headers: isTame ? fc.constant(normal) : headers,
      body: takesBody ? body : fc.constant(undefined),
      pauseMs: isTame ? fc.constant(0) : pause,
    })
    .map(({ segments, tail, ...rest }) => {
      // An odd segment may turn the path into that of another operation.
      const isMeant = path
        .split('/')
        .every((segment, index) => segment === segments[index] || isReference(segments[index] ?? ''))
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

/** Draws operations, weighted towards those that build up state, because many of the control API change or remove it. */
function weightOf(id: string): number {
  if (/^CreateVerification|^VerifyVerif|VerifiedNumber$/.test(id)) return 12
  if (verifyOperations.some((operation) => operation.id === id)) return id === 'DeleteProfile' ? 4 : 8
  return /Reset|DeleteSandbox/.test(id) ? 1 : 3
}

const meant = (isTame: boolean, ids: (id: string) => boolean = () => true) =>
  fc.oneof(
    ...operations
      .filter(({ id }) => ids(id))
      .map((operation) => ({
        weight: weightOf(operation.id),
        arbitrary: shotAt(operation, isTame),
      })),
  )

/** Sequences that rarely occur in random order: a number is verified, read and deleted; a scenario is removed. */
const story = (...ids: string[]) => fc.tuple(...ids.map((id) => meant(true, (other) => other === id)))
const numberStory = story('CreateVerifiedNumber', 'VerifyVerificationCode', 'GetVerifiedNumber', 'DeleteVerifiedNumber')
const scenarioStory = story('CreateScenario', 'DeleteScenario')
const faultStory = story('CreateFault', 'DeleteFault')
const webhookFaultStory = story('CreateWebhookFault', 'DeleteWebhookFault')
const callStory = story('CreateVerificationCall', 'AnswerCall', 'DeclineCall')
const webhookStory = story(
  ...[
    'CreateVerificationSms',
    'TriggerWebhook',
    'NextWebhook',
    'GetWebhook',
    'AdvanceClock',
    'RedeliverWebhook',
    'GetWebhookDelivery',
  ],
)

/** Valid, nearly valid and absurd requests to all operations. */
export const anyShots: Arbitrary<Shot[]> = fc
  .array(
    fc.oneof(
      { weight: 30, arbitrary: fc.tuple(meant(false)) },
      { weight: 5, arbitrary: fc.tuple(absurd) },
      { weight: 1, arbitrary: numberStory },
      { weight: 1, arbitrary: scenarioStory },
      { weight: 1, arbitrary: faultStory },
      { weight: 1, arbitrary: webhookFaultStory },
      { weight: 1, arbitrary: webhookStory },
      { weight: 1, arbitrary: callStory },
    ),
    { minLength: 1, maxLength: 60, size: 'max' },
  )
  .map((stories) => stories.flat())

const hooks = /"webhook_(failover_)?url":"(?:\\.|[^"\\])*"/g

/** Requests that only affect their own sandbox, and whose answers do not depend on the emulator. */
export const tameShot: Arbitrary<Shot> = meant(true, isAboutSandbox).map((shot) => ({
  ...shot,
  body: shot.body?.replaceAll(hooks, '"webhook_$1url":""'),
}))
