import { tellChange } from '../control-api/changes.js'
import type { ControlContext } from '../control-api/control-context.js'
import type { ControlRequest, ServerSentEvent } from '../control-api/operation.js'
import { ProblemError, throwBadRequest } from '../control-api/problem.js'
import { control } from '../control-api/table.js'
import type { Sandbox } from '../core/sandbox.js'
import { isSandboxName } from '../core/sandbox-name.js'
import { defaultSandbox } from '../core/sandboxes.js'
import type { ControlOperation, ControlOperationId } from '../spec/control-operations.js'
import { controlRequestValidators } from '../spec/control-requests.js'
import type { PathParams } from '../wire/path-match.js'
import { explainSandboxName } from '../wire/sandbox-name.js'
import { suggest } from '../wire/suggest.js'
import { isDeeper, toRefusal, type Validate } from '../wire/validation.js'
import type { Answer } from './answer.js'
import { readApiKey, sandboxOfKey } from './api-key.js'
import { BodyError, readJsonBody, readLongJsonBody } from './body.js'
import { type Call, headersOf } from './call.js'
import { requireControlAccess } from './control-access.js'
import { answerBug, asProblem, prefersText, toJsonAnswer, toProblemAnswer, toTextAnswer } from './control-response.js'
import { allowPage } from './cors.js'
import { requireNotDropped } from './dropped.js'
import { answerTagged } from './entity-tag.js'
import { TooDeepError } from './long-json.js'
import { nextTurn } from './next-turn.js'
import type { AppParts } from './parts.js'
import { toPartsAnswer } from './parts-answer.js'
import { type Rights, requireRights } from './rights.js'
import { toSseAnswer } from './sse.js'
import { decodeParameter, decodeParameters, queryOf } from './target.js'

type AnyAnswer = {
  body?: unknown
  text?: string
  etag?: string
  plain?: string
  type?: string
  events?: AsyncIterable<readonly ServerSentEvent[]>
  parts?: Iterable<string>
}
type AnyRequest = ControlRequest<never, keyof ControlContext>
type AnyHandler = (request: AnyRequest) => AnyAnswer | Promise<AnyAnswer>

/** The maximum size of a sandbox file: a snapshot is as large as its sandbox. Bytes. */
const largestFile = 256 * 1024 * 1024
const takesFile: readonly ControlOperationId[] = ['RestoreSnapshot', 'AddRecords']

/** Operations that do not need the state of a sandbox, and may make room on a full disk. */
const replacesSandbox: readonly ControlOperationId[] = ['ResetSandbox', 'DeleteSandbox']

/** Operations that create a dropped sandbox again, because their caller has said what is to be in it. */
const startsOver: readonly ControlOperationId[] = ['ResetSandbox', 'RestoreSnapshot']

/** The maximum depth of a body. Levels. */
const deepestBody = 200

/** The facts about an operation that do not depend on a request. */
interface Route {
  readonly operation: ControlOperation
  readonly handle: AnyHandler
  readonly validate: Validate | undefined
  /** Bytes. */
  readonly bodyLimit: number | undefined
}

/** Handles requests for one operation of the control API: carries them out and turns failures into problems. */
export function handleControlRequest(
  operation: ControlOperation,
  parts: AppParts,
): (call: Call, params: PathParams) => Promise<Answer> {
  const route: Route = {
    operation,
    handle: control[operation.id] as unknown as AnyHandler,
    validate: controlRequestValidators[operation.id],
    bodyLimit: takesFile.includes(operation.id) ? largestFile : undefined,
  }
  return async (call, params) => allowPage(await answerRequest({ call, params }, route, parts), call, parts.access)
}

/** A request of one route. */
interface Asked {
  readonly call: Call
  /** Not decoded. */
  readonly params: PathParams
}

/** Answers a request; a failure becomes a problem. */
async function answerRequest(asked: Asked, route: Route, parts: AppParts): Promise<Answer> {
  const { call } = asked
  const { operation } = route
  const requestId = parts.createRequestId()
  const wantsText = prefersText(call.header('accept'))
  try {
    const answer = await carryOut(asked, route, parts)
    if (answer.events !== undefined) return toSseAnswer(answer.events, requestId, { isHead: call.method === 'HEAD' })
    if (answer.parts !== undefined) {
      if (parts.checkAnswer === undefined) return toPartsAnswer(answer.parts, requestId)
      answer.body = JSON.parse([...answer.parts].join(''))
    }
    if (answer.plain !== undefined) return toTextAnswer(200, answer.plain, requestId, answer.type)
    parts.checkAnswer?.(operation.id, 200, answer.body)
    if (answer.etag !== undefined)
      return answerTagged(call, answer.etag, requestId, () => toJsonAnswer(200, answer.body, requestId))
    if (wantsText && answer.text !== undefined) return toTextAnswer(200, answer.text, requestId)
    return toJsonAnswer(200, answer.body, requestId)
  } catch (error) {
    const problem = asProblem(error)
    if (problem !== undefined) return toProblemAnswer(problem, requestId, { wantsText })
    return answerBug(error, { ...parts, createRequestId: () => requestId })
  }
}

/**
 * What a handler is given of a request, and takes only sometimes. With getters of a literal, each request would have a hidden
 * class of its own, which is a tenth of what one that waits keeps in memory.
 */
class OpenedRequest {
  readonly #call: Call
  readonly #open: () => Sandbox

  constructor(call: Call, open: () => Sandbox) {
    this.#call = call
    this.#open = open
  }

  /** Opened lazily: most emulator-wide operations need none. */
  get sandbox(): Sandbox {
    return this.#open()
  }

  get origin(): string {
    return new URL(this.#call.url).origin
  }

  get lastEventId(): string | undefined {
    return this.#call.header('last-event-id') || undefined
  }

  /** Created on demand, because most operations do not wait. */
  get signal(): Call['signal'] {
    return this.#call.signal
  }
}

/** Carries out a request: access, body, sandbox, handler, persistence. */
async function carryOut({ call, params }: Asked, { operation, handle, validate, bodyLimit }: Route, parts: AppParts) {
  const query = queryOf(call.target)
  // Health checks reveal nothing, and probes send any host name and parameters.
  let rights: Rights = 'everything'
  if (operation.tag !== 'Health') {
    rights = requireControlAccess(parts.access, headersOf(call), call.authority)
    requireKnownParameters(query, operation.query)
    requireRights(rights, operation, { query, path: call.path })
  }
  const body = operation.takesBody ? await readBody(call, bodyLimit) : undefined
  if (validate !== undefined && !validate(body)) throwInvalid(validate.errors ?? [], body)
  // A request that only reads never creates a sandbox, which could drop another one.
  const open = (name: string) => (operation.method === 'GET' ? parts.sandboxes.read(name) : parts.sandboxes.open(name))
  const name = operation.tag === 'Sandbox' ? sandboxOf(call, query.sandbox, rights, parts) : undefined
  const about = operation.id === 'DeleteSandbox' ? decodeParameter(params.name ?? '') : name
  if (about !== undefined && !startsOver.includes(operation.id)) requireNotDropped(about, parts)
  let sandbox = name === undefined ? undefined : open(name)
  const request = Object.assign(new OpenedRequest(call, () => sandbox ?? open(defaultSandbox)), parts.control, {
    path: decodeParameters(params),
    query,
    body,
  })
  const isRead = operation.method === 'GET'
  if (name !== undefined && sandbox !== undefined) {
    const replaces = replacesSandbox.includes(operation.id)
    const ready = replaces ? sandbox.heldUntil : parts.whenReady(sandbox, isRead)
    if (ready !== undefined) {
      await ready
      sandbox = open(name) // it may have been dropped or deleted meanwhile
    }
    if (!replaces) parts.prepare(sandbox, isRead)
  }
  let answer: AnyAnswer
  try {
    const result = handle(request as unknown as AnyRequest)
    const isKept = result instanceof Promise && !isRead
    answer = await (isKept && sandbox !== undefined ? sandbox.keepDuring(() => result) : result)
  } finally {
    if (sandbox !== undefined) await parts.commit(sandbox, !isRead)
  }
  if (name !== undefined && startsOver.includes(operation.id)) parts.dropped.forget(name)
  if (sandbox !== undefined && !isRead && operation.id !== 'AssertJournal') tellChange(sandbox, operation.id)
  return answer
}

/** @throws {BodyError} also for a missing body, because an empty snapshot would delete everything */
async function readBody(call: Call, limit: number | undefined): Promise<unknown> {
  const { value, isMissing } = await (limit === undefined ? readShort(call) : readLong(call, limit))
  if (isMissing) throw new BodyError(400, 'The request has no body.', 'the body is empty; send at least {}')
  return value
}

async function readShort(call: Call) {
  const body = await readJsonBody(call)
  if (isDeeper(body.value, deepestBody)) throwTooDeep()
  return body
}

/** Reads a body that may be long while it arrives, and answers others in between. */
async function readLong(call: Call, limit: number) {
  try {
    return await readLongJsonBody(call, { limit, deepest: deepestBody, pause: nextTurn })
  } catch (error) {
    if (error instanceof TooDeepError) throwTooDeep()
    throw error
  }
}

/** @throws {ProblemError} 400 for an unknown query parameter, so that a typo never means the default */
function requireKnownParameters(query: Readonly<Record<string, string>>, known: readonly string[]): void {
  for (const name of Object.keys(query)) {
    if (!known.includes(name)) throwBadRequest(suggest('query parameter', name, known))
  }
}

/** The sandbox of `?sandbox=`, of the key, or the default one. @throws {ProblemError} 400 for an invalid name */
function sandboxOf(call: Call, named: string | undefined, rights: Rights, parts: AppParts): string {
  if (named !== undefined) {
    if (isSandboxName(named)) return named
    throwBadRequest(explainSandboxName(named))
  }
  if (rights !== 'everything') return rights.sandbox
  const authorization = call.header('authorization')
  // With a control token, the header contains the token.
  if (authorization === undefined || parts.access.token !== undefined) return defaultSandbox
  try {
    return sandboxOfKey(readApiKey(authorization).key)
  } catch (error) {
    throwBadRequest(`The Authorization header does not open a sandbox: ${(error as { hint?: string }).hint}.`)
  }
}

function throwTooDeep(): never {
  throw new ProblemError(
    422,
    'Unprocessable Content',
    `The body is nested more than ${deepestBody} levels deep, which is the maximum.`,
  )
}

function throwInvalid(errors: Parameters<typeof toRefusal>[0], body: unknown): never {
  const { hint } = toRefusal(errors, body)
  throw new ProblemError(422, 'Unprocessable Content', hint)
}
