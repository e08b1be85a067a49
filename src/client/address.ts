import { defaultProfileId } from './defaults.js'

/** Environment variables for the application under test. An interface would not be assignable to `NodeJS.ProcessEnv`. */
export type ClientEnv = {
  readonly TELNYX_BASE_URL: string
  readonly TELNYX_API_KEY: string
  readonly TELNYX_VERIFY_PROFILE_ID: string
  /** Set for an emulator in this process; for any other call `webhooks.publicKey()`. */
  readonly TELNYX_PUBLIC_KEY?: string
}

/** What an application needs to use one sandbox of an emulator. */
export interface Address {
  /** Base URL of the emulated API. It ends in `/v2`. */
  readonly url: string
  /** The API key that opens the sandbox. */
  readonly apiKey: string
  /** The profile that every fresh sandbox has. */
  readonly profileId: string
  /** All of it as environment variables. */
  readonly env: ClientEnv
}

/**
 * The address of a sandbox.
 *
 * @param origin of the emulator, like `http://127.0.0.1:8374`
 * @param publicKey the key that webhooks are verified with, if it is known
 */
export function addressOf(origin: string, sandbox: string, publicKey?: string): Address {
  const url = `${origin}/v2`
  const apiKey = `sandbox_${sandbox}`
  return {
    url,
    apiKey,
    profileId: defaultProfileId,
    env: {
      TELNYX_BASE_URL: url,
      TELNYX_API_KEY: apiKey,
      TELNYX_VERIFY_PROFILE_ID: defaultProfileId,
      ...(publicKey !== undefined && { TELNYX_PUBLIC_KEY: publicKey }),
    },
  }
}
