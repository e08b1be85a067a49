import { CannotRunError } from '../../report/report.js'
import type { EventComposer } from './composer.js'
import type { StatusPatterns } from './expected-status.js'
import { statusClassOf } from './expected-status.js'
import type { Answered } from './judge-answer.js'
import type { ReceiverPost, SendPost } from './post.js'
import type { Timers } from './timers.js'

/** What an audit works with. */
export interface AuditContext {
  readonly send: SendPost
  readonly composer: EventComposer
  readonly publicKey: string
  readonly timeoutMs: number
  readonly timers: Pick<Timers, 'pause'>
  /** The wall clock. Unix milliseconds. */
  readonly now: () => number
  /** By case name, where they differ from the default. */
  readonly expectedStatuses: ReadonlyMap<string, StatusPatterns>
  /** Whether the emulator sends an event when a verification ends (W3). */
  readonly hasCompletionEvent: boolean
}

/**
 * Sends one post. A receiver that becomes unreachable during the audit has dropped the connection.
 *
 * @param isFirst whether an unreachable receiver means that there is nothing to audit
 * @throws {CannotRunError} if it is the first post and nothing can be reached
 */
export async function sendPost(post: ReceiverPost, { send }: AuditContext, isFirst = false): Promise<Answered> {
  const answer = await send(post)
  if (answer.outcome !== 'unreachable') return answer
  if (isFirst) throw new CannotRunError(answer.reason)
  return { outcome: 'dropped', reason: answer.reason }
}

/** Whether an answer is a 2xx. */
export function isAcceptance(answer: Answered): boolean {
  return isOfClass('2xx', answer)
}

export function isOfClass(statusClass: string, answer: Answered): boolean {
  return answer.outcome === 'answered' && statusClassOf(answer.status) === statusClass
}
