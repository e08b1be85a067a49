import type { Ask } from './ask.js'
import { checkOptions } from './check-options.js'
import { toPathPart } from './path-part.js'
import type { Channel, Duration, Message } from './types.js'

/**
 * Options of `inbox.list`.
 *
 * @example
 * ```ts
 * await emulator.inbox.list({ channel: 'sms', limit: 1 })
 * ```
 */
export interface InboxListOptions {
  /** Only messages to this number, in E.164. */
  readonly phoneNumber?: string | undefined
  /** Only messages by this channel. */
  readonly channel?: Channel | undefined
  /**
   * The largest number of messages, up to 1,000.
   *
   * @default 100
   */
  readonly limit?: number | undefined
}

/**
 * Options of `inbox.next`.
 *
 * @example
 * ```ts
 * await emulator.inbox.next('+13035551234', { channel: 'call', timeout: '5s' })
 * ```
 */
export interface NextMessageOptions {
  /**
   * How long to wait, at most `'5m'`: a duration like `'5s'` or `'1m30s'`, or milliseconds.
   *
   * @default '10s'
   */
  readonly timeout?: Duration | undefined
  /** Cursor of an earlier answer: only messages after it. */
  readonly since?: string | undefined
  /** Only messages by this channel. */
  readonly channel?: Channel | undefined
}

/** A message, and the cursor to wait for the one after it. */
export type NextMessage = Message & {
  /** Pass it as `since` to wait for the message after this one. */
  cursor: string
}

/** Messages that the phones of a sandbox received. */
export interface InboxClient {
  /**
   * Lists messages, newest first.
   *
   * @example
   * ```ts
   * const [newest] = await emulator.inbox.list({ phoneNumber: '+13035551234', limit: 1 })
   * ```
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  list(options?: InboxListOptions): Promise<Message[]>
  /**
   * Waits for a message to a number. Without `since` it returns the newest existing message, or else the first to
   * arrive, so it does not matter whether the wait or the send comes first.
   *
   * @example
   * ```ts
   * const { code } = await emulator.inbox.next('+13035551234', { timeout: '5s' })
   * ```
   * @throws {WaitTimeoutError} if none arrived in time; the message lists what did
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  next(phoneNumber: string, options?: NextMessageOptions): Promise<NextMessage>
  /**
   * Answers the newest call to a number. The journal notes it; the verification stays pending until its code is checked.
   *
   * @example
   * ```ts
   * const { text } = await emulator.inbox.answer('+13035551234') // what the caller says
   * ```
   * @throws {ControlError} `not_found` if no call has arrived at the number
   * @throws {ConnectionError} {InputError}
   */
  answer(phoneNumber: string): Promise<Message>
  /**
   * Declines the newest call to a number. Its pending verification ends in the status `error`, like one whose call is
   * not answered (C11).
   *
   * @example
   * ```ts
   * const { status } = await emulator.inbox.decline('+13035551234') // 'error'
   * ```
   * @throws {ControlError} `not_found` if no call has arrived at the number
   * @throws {ConnectionError} {InputError}
   */
  decline(phoneNumber: string): Promise<Message>
}

export function createInboxClient(ask: Ask): InboxClient {
  const path = '/_emulator/inbox'
  return {
    list: async (options = {}) => {
      checkOptions('inbox.list()', options, { phoneNumber: true, channel: true, limit: true })
      return (await ask('MessageList', 'GET', path, { query: options })).messages
    },
    next: async (phoneNumber, options = {}) => {
      checkOptions('inbox.next()', options, { timeout: true, since: true, channel: true })
      const place = `${path}/${toPhonePart(phoneNumber)}/next`
      const { message, cursor } = await ask('NextMessage', 'GET', place, { query: options })
      return { ...message, cursor }
    },
    answer: async (phoneNumber) => (await ask('CallAnswer', 'POST', toCallPath(phoneNumber, 'answer'))).message,
    decline: async (phoneNumber) => (await ask('CallAnswer', 'POST', toCallPath(phoneNumber, 'decline'))).message,
  }
}

const toCallPath = (phoneNumber: string, action: 'answer' | 'decline') =>
  `/_emulator/calls/${toPhonePart(phoneNumber)}/${action}`

const toPhonePart = (phoneNumber: string) =>
  toPathPart(phoneNumber, 'a phone number in E.164. Write it with its plus sign, like +13035551234')
