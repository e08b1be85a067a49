import type { Trace } from '../core/trace.js'

/** Version, trace ID, parent ID and flags; versions after 00 may add more. */
const parentForm = /^(?!ff)([\da-f]{2})-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(-[\x21-\x7e]*)?$/

/** Length that a sender must be able to pass on, in characters; anything much longer is not a trace. */
const longestParent = 256
const longestState = 512
const mostMembers = 32

const memberForm = /^[a-z\d][a-z\d_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/

/**
 * Reads the trace of a request from its headers. Tracing must never break a request, so an invalid header is ignored.
 *
 * @returns null without a valid `traceparent`; without a valid `tracestate`, the trace has no state
 * @example
 * ```ts
 * readTrace('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'vendor=1')
 * ```
 */
export function readTrace(parent: string | undefined, state: string | undefined): Trace | null {
  if (parent === undefined || parent.length > longestParent) return null
  const [match, version, rest] = parentForm.exec(parent.trim()) ?? []
  // Version 00 has no further fields.
  if (match === undefined || (version === '00' && rest !== undefined)) return null
  return { parent: match, state: state === undefined ? null : readState(state) }
}

function readState(text: string): string | null {
  const members = text
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '')
  const keys = new Set(members.map((member) => member.slice(0, member.indexOf('='))))
  const isValid =
    members.length > 0 &&
    members.length <= mostMembers &&
    keys.size === members.length &&
    members.every((member) => memberForm.test(member))
  const joined = members.join(',')
  return isValid && joined.length <= longestState ? joined : null
}

/** The headers of a trace, which are also its names in JSON. */
export function toTraceHeaders(trace: Trace | null): { traceparent?: string; tracestate?: string } {
  if (trace === null) return {}
  return { traceparent: trace.parent, ...(trace.state !== null && { tracestate: trace.state }) }
}

/** Reads a trace from stored JSON. */
export function fromTraceHeaders({ traceparent, tracestate }: ReturnType<typeof toTraceHeaders>): Trace | null {
  return readTrace(traceparent, tracestate)
}
