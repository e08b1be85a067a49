import { checkOptions } from '../client/check-options.js'
import type { SandboxClient } from '../client/connect.js'
import type { InboxListOptions } from '../client/inbox.js'
import type { Channel, Duration, Message } from '../client/types.js'

/**
 * Options of `handset.code`.
 *
 * @example
 * ```ts
 * await handset.code('+13035551234', { channel: 'call', timeout: '2s' })
 * ```
 */
export interface CodeOptions {
  /** Only codes by this channel. */
  readonly channel?: Channel | undefined
  /**
   * How long to wait, at most `'5m'`: a duration like `'5s'` or `'1m30s'`, or milliseconds.
   *
   * @default '10s'; in Vitest '4s', which is below its test timeout
   */
  readonly timeout?: Duration | undefined
}

/** The phones of the people in a test. */
export interface Handset {
  /**
   * Returns the newest code that a number received, or waits for the first. Each further call returns the next code, so
   * a test that requests a second code never reads the first one twice.
   *
   * @example
   * ```ts
   * await page.getByLabel('Code').fill(await handset.code('+13035551234'))
   * ```
   * @throws {WaitTimeoutError} if none arrived in time; the message lists what did
   * @throws {InputError} for an option that does not exist
   */
  code(phoneNumber: string, options?: CodeOptions): Promise<string>
  /**
   * Lists the messages of all phones, or of the matching ones, newest first.
   *
   * @example
   * ```ts
   * expect(await handset.messages({ phoneNumber: '+13035551234' })).toHaveLength(1)
   * ```
   */
  messages(options?: InboxListOptions): Promise<Message[]>
}

/** The phones of a sandbox. */
export function createHandset({ inbox }: Pick<SandboxClient, 'inbox'>): Handset {
  const cursors = new Map<string, string>()
  return {
    code: async (phoneNumber, options = {}) => {
      checkOptions('handset.code()', options, { channel: true, timeout: true })
      const key = `${phoneNumber} ${options.channel}`
      const { code, cursor } = await inbox.next(phoneNumber, { ...options, since: cursors.get(key) })
      cursors.set(key, cursor)
      return code
    },
    messages: (options) => inbox.list(options),
  }
}
