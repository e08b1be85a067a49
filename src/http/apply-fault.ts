import type { AbortSignalLike, LongPolls } from '../control-api/long-poll.js'
import type { FixedCode } from '../core/error-codes.js'
import { createRefusal } from '../core/errors.js'
import { drawDelay } from '../core/faults.js'
import { drawLatency } from '../core/latencies.js'
import type { Fault, FaultRule, FaultStatus } from '../core/overrides.js'
import type { Sandbox } from '../core/sandbox.js'
import { maxTimerMs } from '../wire/duration.js'
import type { Answer } from './answer.js'
import type { RequestContext } from './request-context.js'
import { toRefusalResponse, type VendorResponse, type VendorResponseOptions } from './vendor-response.js'

/** The vendor has no codes for most of these statuses; the nearest ones are used. */
const codes: Readonly<Record<FaultStatus, FixedCode>> = {
  408: '10007',
  409: '10027',
  429: '10011',
  500: '10007',
  502: '10007',
  503: '10007',
  504: '10007',
}

/** Whether a fault prevents the request from being carried out, like a failing proxy in front of the service. */
export function standsInFront(fault: Fault): boolean {
  return fault.kind === 'status' || (fault.kind === 'reset' && fault.at === 'before')
}

/** The response to a request that was not carried out. */
export function toFaultResponse({ id, fault }: FaultRule, options: VendorResponseOptions): VendorResponse {
  if (fault.kind !== 'status') return { status: 0, headers: {}, body: '', errorCode: null }
  const { status, retryAfterMs } = fault
  const refusal = createRefusal(codes[status], {
    status,
    hint: `this response was injected by ${id}`,
  })
  const answer = toRefusalResponse(refusal, options)
  delete answer.headers['retry-after']
  if (retryAfterMs === null) return answer
  // The vendor's clients that know both headers prefer the more precise one.
  answer.headers['retry-after'] = String(Math.ceil(retryAfterMs / 1000))
  if (retryAfterMs % 1000 !== 0) answer.headers['retry-after-ms'] = String(retryAfterMs)
  return answer
}

/**
 * How long an answer is held back: a latency fault decides alone, otherwise the latency profile does. Each answer draws a
 * latency of the profile, whether it is used or not, so that a fault does not change those of others. Milliseconds.
 */
export function planLatency({ sandbox, fault }: Pick<RequestContext, 'sandbox' | 'fault'>, operation: string): number {
  if (sandbox === undefined) return 0
  const { world } = sandbox
  const { latencies } = world.settings
  const usual = latencies === null || world.delays === null ? 0 : drawLatency(latencies, operation, world.delays)
  if (fault?.fault.kind === 'latency') return drawDelay(world, fault.fault.delayMs)
  return fault?.fault.kind === 'hang' ? 0 : usual
}

export interface ApplyFaultOptions {
  readonly sandbox: Sandbox
  /** The length of a latency fault. */
  readonly latencyMs: number
  readonly longPolls: LongPolls
  /** Aborts when the caller disconnects. */
  readonly signal: AbortSignalLike
}

/** Applies a fault to a response before it is sent. */
export async function applyFault(
  answer: VendorResponse,
  { fault }: FaultRule,
  { sandbox, latencyMs, longPolls, signal }: ApplyFaultOptions,
): Promise<Answer> {
  const pass = (timeoutMs: number) => longPolls.wait(sandbox, () => null, { timeoutMs, signal })
  switch (fault.kind) {
    case 'latency':
      await pass(latencyMs)
      return answer
    case 'status':
      return answer
    case 'reset':
      return { ...answer, connectionFault: { at: fault.at, by: 'reset' } }
    case 'truncated':
      return { ...answer, connectionFault: { at: 'during', by: 'end' } }
    case 'malformed':
      return { ...answer, body: `${answer.body.slice(0, answer.body.length >> 1)}<` }
    case 'wrong-type':
      return { ...answer, headers: { ...answer.headers, 'content-type': 'text/html; charset=utf-8' } }
    case 'hang':
      await pass(maxTimerMs)
      return { ...answer, connectionFault: { at: 'before', by: 'reset' } }
  }
}
