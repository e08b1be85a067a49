import type { EmulatorOptions } from '../../src/index.js'
import { runCommand } from '../support/command.js'
import { type Api, useApi } from '../support/emulator.js'

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Served extends Api {
  /** Scheme, host and port. */
  readonly origin: string
  /** Runs a command against it and waits for the end. */
  readonly ask: (...args: string[]) => Promise<Outcome>
  /** Runs a command with --json. @returns what it printed, parsed */
  // biome-ignore lint/suspicious/noExplicitAny: tests examine parts of it and fail if they are missing
  readonly askJson: (...args: string[]) => Promise<any>
  /** Sends a code by SMS to a number. @returns the id of its verification */
  readonly sendCode: (phoneNumber: string, channel?: string) => Promise<string>
}

/** An emulator for one test on a port, which the commands find by TVE_URL. */
export async function useServed(options: EmulatorOptions = {}): Promise<Served> {
  const api = await useApi(options)
  const { origin } = new URL((await api.emulator.listen()).url)
  const ask = (...args: string[]) => runCommand(args, { env: { TVE_URL: origin } }).ended
  return {
    ...api,
    origin,
    ask,
    askJson: async (...args) => {
      const { stdout, stderr } = await ask(...args, '--json')
      if (stdout === '') throw new Error(`nothing was printed: ${stderr}`)
      return JSON.parse(stdout)
    },
    sendCode: async (phone_number, channel = 'sms') => {
      const { status, body } = await api.post(`/verifications/${channel}`, {
        phone_number,
        verify_profile_id: api.emulator.profileId,
      })
      if (status !== 200) throw new Error(`answered ${status}`)
      return body.data.id
    },
  }
}
