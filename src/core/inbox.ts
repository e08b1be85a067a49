import type { Channel, Message, NumberCode, Verification } from './records.js'
import { addMessage, type State } from './state.js'
import type { World } from './world.js'

/** Adds a message to the inbox of the sandbox and emits an event. */
export function putMessage(
  world: World,
  about: Verification | NumberCode,
  channel: Channel,
  { from, text }: { from: string; text: string },
  at: number,
): Message {
  const message: Message = { sequence: world.state.sequence + 1, about, channel, from, text, sentAt: at, older: null }
  addMessage(world.state, message)
  world.emit({ kind: 'message', at, message })
  return message
}

export interface MessageFilter {
  readonly phoneNumber?: string | undefined
  readonly channel?: Channel | undefined
}

/** Lists messages, newest first, at most `limit`. */
export function listMessages(state: State, { phoneNumber, channel }: MessageFilter, limit: number): Message[] {
  const found: Message[] = []
  const take = (message: Message) => {
    if (channel === undefined || message.channel === channel) found.push(message)
  }
  if (phoneNumber !== undefined) {
    let message = state.numbers.get(phoneNumber)?.newestMessage ?? null
    for (; message !== null && found.length < limit; message = message.older) take(message)
  } else {
    for (let i = state.messages.length - 1; i >= 0 && found.length < limit; i--) take(state.messages.at(i))
  }
  return found
}

/**
 * The message that answers a long poll, if it has arrived: the oldest one after `since`, or without `since` the newest
 * of all.
 *
 * @param since sequence of a message, or null
 */
export function findNextMessage(
  state: State,
  phoneNumber: string,
  channel: Channel | undefined,
  since: number | null,
): Message | null {
  let found: Message | null = null
  let message = state.numbers.get(phoneNumber)?.newestMessage ?? null
  for (; message !== null && message.sequence > (since ?? 0); message = message.older) {
    if (channel !== undefined && message.channel !== channel) continue
    found = message
    if (since === null) break
  }
  return found
}
