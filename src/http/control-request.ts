import type { Context } from 'hono'
import { tellChange } from '../control-api/changes.js'
import type { ControlRequest, ServerSentEvent } from '../control-api/operation.js'
import { Problem } from '../control-api/problem.js'
import { control } from '../control-api/table.js'
import { Refusal } from '../core/errors.js'
import { defaultSandbox, isSandboxName } from '../core/sandboxes.js'
import type { ControlOperationId, controlOperations } from '../spec/operations.js'
import { requestValidators } from '../spec/requests.js'
import { isDeeper } from '../wire/depth.js'
import { FileProblem } from '../wire/file-problem.js'
import { Unusable } from '../wire/input-error.js'
import { findNearest } from '../wire/suggest.js'
import { toRefusal } from '../wire/validation.js'
import { readKey, sandboxOfKey } from './api-key.js'
import type { AppParts } from './app.js'
import { BodyProblem, readJson } from './body.js'
import { requireTrusted } from './control-access.js'
import { toEventStream } from './sse.js'

type Operation = (typeof controlOperations)[number]
type AnyAnswer = { body?: unknown; text?: string; events?: AsyncIterable<ServerSentEvent> }
type AnyHandler = (request: ControlRequest<never>) => AnyAnswer | Promise<AnyAnswer>

/** A snapshot is as large as its sandbox. Bytes. */
const largestFile = 256 * 1024 * 1024
const takesFile: readonly ControlOperationId[] = ['RestoreSnapshot', 'AddRecords']

/** Levels: a snapshot with a journal full of nested bodies has some more than these. */
const deepestBody = 200

/** The life of a request to the control API. */
export function handleControlRequest(operation: Operation, parts: AppParts): (c: Context) => Promise<Response> {
  const handle = control[operation.id] as unknown as AnyHandler
  const validate = requestValidators[operation.id]
  const isSteering = operation.method !== 'GET'
  const limit = takesFile.includes(operation.id) ? largestFile : undefined
  return async (c) => {
    const requestId = parts.createRequestId()
    const wantsText = prefersText(c.req.header('accept'))
    try {
      const query = c.req.query()
      // Probes of health tell nothing and are made by all kinds of things, with all kinds of names and parameters.
      if (operation.tag !== 'Health') {
        requireTrusted(parts.guard, (name) => c.req.header(name), c.req.url)
        requireKnown(query, operation.query)
      }
      const body = operation.takesBody ? (await readJson(c.req, limit)).value : undefined
      if (isDeeper(body, deepestBody)) throwTooDeep()
      if (validate !== undefined && !validate(body)) throwInvalid(validate.errors ?? [], body)
      const sandbox = operation.tag === 'Sandbox' ? parts.sandboxes.open(sandboxOf(c, query.sandbox, parts)) : undefined
      const request = {
        get sandbox() {
          // What is about the emulator as a whole mostly asks for none, and shall not bring one to life that drives another out.
          return sandbox ?? parts.sandboxes.open(defaultSandbox)
        },
        installation: parts.installation,
        path: c.req.param(),
        query,
        body,
        lastEventId: c.req.header('last-event-id') || undefined,
        get signal() {
          return c.req.raw.signal // made on demand: most operations do not wait
        },
      }
      let answer: AnyAnswer
      try {
        answer = await handle(request as unknown as ControlRequest<never>)
      } finally {
        if (sandbox !== undefined) await parts.commit(sandbox, isSteering)
      }
      if (sandbox !== undefined && isSteering && operation.id !== 'AssertJournal') tellChange(sandbox, operation.id)
      if (answer.events !== undefined)
        return toEventStream(answer.events, requestId, { isHead: c.req.method === 'HEAD' })
      parts.checkAnswer?.(operation.id, 200, answer.body)
      if (wantsText && answer.text !== undefined) return text(200, answer.text, requestId)
      return json(200, answer.body, requestId, 'application/json; charset=utf-8')
    } catch (error) {
      const problem = asProblem(error)
      if (problem !== undefined) return answerProblem(problem, requestId, { wantsText })
      parts.onFault(error)
      const detail = `This is a fault of the emulator, please report it: ${error instanceof Error ? error.message : error}`
      return json(500, { type: 'about:blank', title: 'Unexpected error', status: 500, detail }, requestId, problemType)
    }
  }
}

/** What was foreseen, as a problem. */
function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  if (error instanceof Unusable)
    return new Problem(error.status, error.status === 400 ? 'Bad Request' : 'Unprocessable Content', error.message)
  if (error instanceof FileProblem) return new Problem(422, 'Unprocessable Content', error.message)
  if (error instanceof BodyProblem) return new Problem(error.status, error.detail, error.hint)
  return error instanceof Refusal ? new Problem(500, error.message, error.hint) : undefined
}

const problemType = 'application/problem+json; charset=utf-8'

/** A problem as problem details, or as its sentence alone where text was asked for. */
export function answerProblem(
  problem: Problem,
  requestId: string,
  { wantsText = false, allow }: { wantsText?: boolean; allow?: string } = {},
): Response {
  const { status, title, detail, beside } = problem
  if (wantsText) return text(status, detail, requestId)
  const response = json(status, { type: 'about:blank', title, status, detail, ...beside }, requestId, problemType)
  if (allow !== undefined) response.headers.set('allow', allow)
  return response
}

/** @throws {Problem} 400 for a query parameter that there is not: a slip of the hand shall not pass for a default */
function requireKnown(query: Readonly<Record<string, string>>, known: readonly string[]): void {
  for (const name of Object.keys(query)) {
    if (known.includes(name)) continue
    const nearest = findNearest(name, known)
    const there = known.length > 0 ? `there are ${known.join(', ')}` : 'there are none'
    throw new Problem(
      400,
      'Bad Request',
      `There is no query parameter "${name}" here; ${nearest ? `did you mean ${nearest}?` : `${there}.`}`,
    )
  }
}

/** `?sandbox=`, else what the key opens, else the default one. @throws {Problem} 400 for a bad name */
function sandboxOf(c: Context, named: string | undefined, parts: AppParts): string {
  if (named !== undefined) {
    if (isSandboxName(named)) return named
    throw new Problem(
      400,
      'Bad Request',
      `"${named}" is no name for a sandbox: 1 to 100 letters, digits, dots, dashes and underscores, not beginning with a dot.`,
    )
  }
  const authorization = c.req.header('authorization')
  // With a control token, that is what the header holds.
  if (authorization === undefined || parts.guard.token !== undefined) return defaultSandbox
  try {
    return sandboxOfKey(readKey(authorization))
  } catch (error) {
    throw new Problem(
      400,
      'Bad Request',
      `The Authorization header opens no sandbox: ${(error as { hint?: string }).hint}.`,
    )
  }
}

function throwTooDeep(): never {
  throw new Problem(
    422,
    'Unprocessable Content',
    `The body is nested more than ${deepestBody} levels deep; nothing here needs that.`,
  )
}

function throwInvalid(errors: Parameters<typeof toRefusal>[0], body: unknown): never {
  const { hint } = toRefusal(errors, body)
  throw new Problem(422, 'Unprocessable Content', hint)
}

function prefersText(accept: string | undefined): boolean {
  return accept?.includes('text/plain') === true && !accept.includes('json')
}

function json(status: number, body: unknown, requestId: string, type: string): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': type, 'x-request-id': requestId } })
}

function text(status: number, body: string, requestId: string): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-request-id': requestId },
  })
}
