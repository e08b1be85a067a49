import { defaultSandbox } from '../core/sandboxes.js'
import { KeptRequest } from './kept-request.js'
import type { AppParts } from './parts.js'
import type { RequestContext } from './request-context.js'
import type { VendorResponse } from './vendor-response.js'

/** Adds a response to the coverage and to the journal of the sandbox, or of the default one if no sandbox was opened. */
export function endRequest(context: RequestContext, answer: VendorResponse, parts: AppParts): void {
  const { call, decision, fault } = context
  const { operation } = context.facts
  const status = fault?.fault.kind === 'hang' ? 0 : answer.status
  const outcome = decision?.outcome ?? null
  const { errorCode } = answer
  const workMs = parts.durations.end(operation, context.began)
  const sandbox = context.sandbox ?? parts.sandboxes.read(defaultSandbox)
  parts.onAnswer({ operation, status, outcome, errorCode, fault: fault?.fault.kind ?? null }, sandbox.name)
  if (status >= 400 && parts.onRefused !== undefined) {
    const { 'x-emulator-hint': hint = '' } = answer.headers
    parts.onRefused({ method: call.method, path: call.target, status, errorCode, hint, sandbox: sandbox.name })
  }
  if (!sandbox.journal.isOn) return
  sandbox.journal.add(new KeptRequest(context, answer, { at: sandbox.world.clock.now(), status, workMs }))
}
