import type { Context } from 'hono'
import type { Decision } from '../core/decision.js'
import { toJournalBody } from '../core/journal.js'
import { type Facts, type FaultRule, noFacts } from '../core/overrides.js'
import type { Allowance } from '../core/rate-limits.js'
import type { Sandbox } from '../core/sandbox.js'
import { defaultSandbox } from '../core/sandboxes.js'
import { maskAuthorization } from '../wire/masking.js'
import type { AppParts } from './parts.js'
import type { VendorResponse } from './vendor-response.js'

/** One request of the emulated API and what becomes of it, gathered on its way for the journal and the coverage. */
export interface RequestContext {
  readonly requestId: string
  readonly c: Context
  /** Undefined while, or if, its key opens none. */
  sandbox: Sandbox | undefined
  facts: Facts
  bodyText: string | null
  allowance: Allowance | undefined
  fault: FaultRule | null
  /** Once it was carried out. */
  decision: Decision | null
  /** Of a refusal. */
  rule: string | null
}

export function beginRequest(c: Context, operation: string | null, parts: AppParts): RequestContext {
  return {
    requestId: parts.createRequestId(),
    c,
    sandbox: undefined,
    facts: { ...noFacts, operation },
    bodyText: null,
    allowance: undefined,
    fault: null,
    decision: null,
    rule: null,
  }
}

/** Tells the journal of the sandbox and the coverage what was answered. One without a sandbox is told to the default one. */
export function endRequest(context: RequestContext, answer: VendorResponse, parts: AppParts): void {
  const { decision, fault } = context
  const facts = { ...context.facts, verificationId: decision?.verificationId ?? context.facts.verificationId }
  const status = fault?.fault.kind === 'hang' ? 0 : answer.status
  const outcome = decision?.outcome ?? null
  const { errorCode } = answer
  parts.onAnswer({ operation: facts.operation, status, outcome, errorCode, fault: fault?.fault.kind ?? null })
  const sandbox = context.sandbox ?? parts.sandboxes.open(defaultSandbox)
  if (!sandbox.journal.isOn) return
  const { req } = context.c
  const rule = context.rule ?? decision?.rule ?? null
  sandbox.journal.add({
    kind: 'request',
    at: sandbox.world.clock.now(),
    facts,
    method: req.method,
    path: pathOf(req.url),
    status,
    decided: { rule, scenario: decision?.scenario ?? null, fault: fault?.id ?? null, outcome, errorCode },
    requestHeaders: pickHeaders((name) => req.header(name)),
    requestBody: toJournalBody(context.bodyText),
    answerHeaders: answer.headers,
    answerBody: toJournalBody(answer.status === 0 ? null : answer.body),
  })
}

/** What of a request's headers explains an answer. */
const telling = ['content-type', 'user-agent', 'x-emulator-outcome', 'x-stainless-retry-count']

function pickHeaders(read: (name: string) => string | undefined): Record<string, string> {
  const headers: Record<string, string> = {}
  const authorization = read('authorization')
  if (authorization !== undefined) headers.authorization = maskAuthorization(authorization)
  for (const name of telling) {
    const value = read(name)
    if (value !== undefined) headers[name] = value
  }
  return headers
}

/** Path and query of a URL, as sent. */
function pathOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2))
}
