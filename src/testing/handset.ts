import type { SandboxClient } from '../client/connect.js'
import type { Channel, Message } from '../client/types.js'

export interface CodeOptions {
  readonly channel?: Channel
  /** How long to wait, in seconds; default 10. */
  readonly timeoutSecs?: number
}

/** The phones of the people in a test. */
export interface Handset {
  /**
   * The newest code that a number got, or the first to come. Asked again it gives the one after, so that a test which
   * asks for a second code does not read the first one twice.
   *
   * @throws {EmulatorError} 408 with a sentence that says what did arrive
   */
  code(phoneNumber: string, options?: CodeOptions): Promise<string>
  /** What all phones got, newest first. */
  messages(filter?: { phoneNumber?: string; channel?: Channel; limit?: number }): Promise<Message[]>
  /** For the rest: clock, scenarios, faults, journal. */
  readonly sandbox: SandboxClient
}

export function createHandset(sandbox: SandboxClient): Handset {
  const cursors = new Map<string, string>()
  return {
    code: async (phoneNumber, options = {}) => {
      const key = `${phoneNumber} ${options.channel}`
      const since = cursors.get(key)
      const { code, cursor } = await sandbox.inbox.next(phoneNumber, {
        ...options,
        ...(since !== undefined && { since }),
      })
      cursors.set(key, cursor)
      return code
    },
    messages: (filter) => sandbox.inbox.list(filter),
    sandbox,
  }
}
