import { markUnanswered } from './deliveries.js'
import type { CallAction } from './events.js'
import { listMessages } from './inbox.js'
import type { Message } from './records.js'
import type { World } from './world.js'

/**
 * Answers or declines the newest call to a number, as its owner would. A declined call ends its pending verification as one
 * that is not answered does (C11).
 *
 * @returns the call, or null if none has arrived at the number
 */
export function handleCall(world: World, phoneNumber: string, action: CallAction): Message | null {
  const call = listMessages(world.state, { phoneNumber, channel: 'call' }, 1)[0]
  if (call === undefined) return null
  world.emit({ kind: 'call', at: world.clock.now(), message: call, action })
  if (action === 'declined' && 'id' in call.about) markUnanswered(world, call.about)
  return call
}
