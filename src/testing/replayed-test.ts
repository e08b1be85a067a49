import { connect } from '../client/connect.js'
import type { Emulator } from '../emulator/emulator.js'
import type { Fetch } from '../http/fetch.js'
import { InputError } from '../wire/input-error.js'
import { type TestName, toTestId } from './run-files.js'

/** The variable by which `tve replay` names the test whose run it replays. */
const replayedTestVariable = 'TVE_REPLAY_TEST'

/** The replay that runs this process. */
export interface Replay {
  /** Whether the test, or one of its file, is the one that is replayed. */
  readonly isAbout: (test: TestName) => boolean
  readonly hasFile: (file: string) => boolean
  /** The sandbox that the run is about. */
  readonly sandboxName: string
  /** Connects to the emulator that replays the run, in place of one of this process. */
  readonly connect: (fetch: Fetch) => Emulator
}

/**
 * Finds the replay of a test that this process belongs to; undefined outside of `tve replay`, and if the run is not one
 * of a test.
 *
 * @throws {InputError} without the other variables, which `tve replay` sets too
 */
export function findReplay(env: Readonly<Record<string, string | undefined>>): Replay | undefined {
  const { [replayedTestVariable]: id, TVE_URL: url, TVE_SANDBOX: sandboxName } = env
  if (id === undefined || id === '') return undefined
  if (!url || !sandboxName)
    throw new InputError(`${replayedTestVariable} is set without TVE_URL and TVE_SANDBOX. Only \`tve replay\` sets it.`)
  return {
    isAbout: (test) => toTestId(test) === id,
    hasFile: (file) => id.startsWith(`${file} > `),
    sandboxName,
    connect: (fetch) => {
      const { TVE_CONTROL_TOKEN: token, TELNYX_PUBLIC_KEY: publicKey } = env
      return toEmulator(connect({ url, fetch, token, publicKey }), fetch)
    },
  }
}

/** A remote emulator in place of one of this process. It listens already, and is closed by the command. */
function toEmulator(client: ReturnType<typeof connect>, fetch: Fetch): Emulator {
  const { url } = client
  const port = Number(new URL(url).port)
  const close = async () => {}
  return { ...client, fetch, listen: async () => ({ port, url }), close, [Symbol.asyncDispose]: close }
}
