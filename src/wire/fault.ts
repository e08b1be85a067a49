import { type Fault, type FaultStatus, faultStatuses } from '../core/overrides.js'
import { readDelay } from './duration.js'
import { InputError } from './input-error.js'
import type { ControlWire } from './types.js'

type WireFault = ControlWire['Fault']

/** The members beside `kind`, and the kind that takes each. */
const kindOfMember = { delay: 'latency', status: 'status', retry_after: 'status', at: 'reset' } as const

/** H12: with these the service says when to come back; a second, unless the fault says otherwise. */
const saysWhen: readonly number[] = [429, 503]
const usualRetryMs = 1000

/** @throws {InputError} when a member is missing or belongs to another kind */
export function fromFault(fault: WireFault): Fault {
  for (const [member, kind] of Object.entries(kindOfMember)) {
    if (fault[member as keyof typeof kindOfMember] !== undefined && fault.kind !== kind)
      throw new InputError(`"${member}" belongs to a fault of kind ${kind}, not to ${fault.kind}.`)
  }
  switch (fault.kind) {
    case 'latency':
      return { kind: 'latency', delayMs: readRange(fault.delay) }
    case 'status': {
      if (fault.status === undefined)
        throw new InputError(`A fault of kind status needs a "status": one of ${faultStatuses.join(', ')}.`)
      const usual = saysWhen.includes(fault.status) ? usualRetryMs : null
      const retryAfterMs = fault.retry_after === undefined ? usual : readDelay(fault.retry_after)
      return { kind: 'status', status: fault.status as FaultStatus, retryAfterMs }
    }
    case 'reset':
      return { kind: 'reset', at: fault.at ?? 'before' }
    default:
      return { kind: fault.kind }
  }
}

function readRange(delay: WireFault['delay']): [number, number] {
  if (delay === undefined)
    throw new InputError('A fault of kind latency needs a "delay", like "200ms" or ["100ms", "300ms"].')
  const [shortest, longest = shortest] = (Array.isArray(delay) ? delay : [delay]).map(readDelay) as [number, number?]
  if (shortest > longest)
    throw new InputError(`A delay goes from the shortest to the longest: ${JSON.stringify(delay)} does not.`)
  return [shortest, longest]
}

export function toFault(fault: Fault): WireFault {
  switch (fault.kind) {
    case 'latency': {
      const [shortest, longest] = fault.delayMs
      return { kind: 'latency', delay: shortest === longest ? shortest : [shortest, longest] }
    }
    case 'status':
      return {
        kind: 'status',
        status: fault.status,
        ...(fault.retryAfterMs !== null && { retry_after: fault.retryAfterMs }),
      }
    case 'reset':
      return { kind: 'reset', at: fault.at }
    default:
      return { kind: fault.kind }
  }
}
