import { defaultProfileId } from './core/profiles.js'
import { defaultSandbox } from './core/sandboxes.js'
import type { components } from './spec/emulator.js'

type Schemas = components['schemas']

/** What a handset got, as the control API tells it. */
export type Message = Schemas['Message']
export type Channel = Schemas['Channel']
export type ClockState = Schemas['Clock']
export type Happening = Schemas['Happening']
export type SandboxInfo = Schemas['Sandbox']
export type Health = Schemas['Health']

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

export interface ConnectOptions {
  /** Where the emulator is, with or without `/v2` at the end. */
  readonly url: string
  /** Name of the sandbox; default `default`. */
  readonly sandbox?: string
  /** What carries the requests; default the global one. */
  readonly fetch?: Fetch
}

export interface NextOptions {
  /** How long to wait, in seconds; default 10. */
  readonly timeoutSecs?: number
  /** Cursor of an earlier answer: only what came after it. */
  readonly since?: string
  readonly channel?: Channel
}

/** The emulator refused a steering request, or none was there. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError'
  constructor(
    message: string,
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** One sandbox of an emulator, wherever it runs. */
export interface SandboxClient {
  readonly sandboxName: string
  /** The emulated API's base URL, for a client's `baseURL`. */
  readonly url: string
  readonly apiKey: string
  /** The profile that every fresh sandbox has. */
  readonly profileId: string
  /** To be spread into `process.env` of the application under test. */
  readonly env: { readonly TELNYX_BASE_URL: string; readonly TELNYX_API_KEY: string; readonly TELNYX_VERIFY_PROFILE_ID: string }
  readonly inbox: {
    /** Messages, newest first, at most `limit` (default 100). */
    list(options?: { phoneNumber?: string; channel?: Channel; limit?: number }): Promise<Message[]>
    /** Waits for a message to a number. @throws {EmulatorError} 408 with a sentence that says what did arrive */
    next(phoneNumber: string, options?: NextOptions): Promise<Message & { cursor: string }>
  }
  readonly clock: {
    now(): Promise<ClockState>
    /** Moves the clock on by `'5m'`, `'2h30m'` or milliseconds; returns what happened on the way. */
    advance(by: string | number): Promise<Happening[]>
    /** Puts the clock to a moment; `'now'` is the wall clock's. */
    set(to: string | number | Date): Promise<Happening[]>
    freeze(): Promise<ClockState>
    resume(): Promise<ClockState>
  }
  info(): Promise<SandboxInfo>
  /** Back to the fixtures, everything. */
  reset(): Promise<void>
  /** Another sandbox of the same emulator. */
  sandbox(name: string): SandboxClient
}

/** A client of the control API. Nothing is sent until something is asked. */
export function connect(options: ConnectOptions): SandboxClient {
  const { sandbox = defaultSandbox, fetch = globalThis.fetch } = options
  const origin = options.url.replace(/\/+$/, '').replace(/\/v2$/, '')
  const url = `${origin}/v2`
  const apiKey = `sandbox_${sandbox}`

  async function call<Result>(method: string, path: string, query: Record<string, unknown> = {}, body?: object): Promise<Result> {
    const search = new URLSearchParams({ sandbox })
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
    const target = `${origin}/_emulator${path}?${search}`
    const init: RequestInit = { method }
    if (body) Object.assign(init, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
    let response: Response
    try {
      response = await fetch(target, init)
    } catch (error) {
      throw new EmulatorError(`No emulator answers at ${origin}. Start one with \`telnyx-verify-emulator\`, or mend the url.`, 0, {
        cause: error,
      })
    }
    const answer = await readAnswer(response, target)
    if (!response.ok)
      throw new EmulatorError((answer as { detail?: string }).detail ?? `${target} answered ${response.status}`, response.status)
    return answer as Result
  }

  const moved = async (verb: string, body: object) => (await call<Schemas['ClockMoved']>('POST', `/clock/${verb}`, {}, body)).happened
  const read = async (method: string, path: string) => (await call<Schemas['ClockAnswer']>(method, path)).clock

  return {
    sandboxName: sandbox,
    url,
    apiKey,
    profileId: defaultProfileId,
    env: { TELNYX_BASE_URL: url, TELNYX_API_KEY: apiKey, TELNYX_VERIFY_PROFILE_ID: defaultProfileId },
    inbox: {
      list: async ({ phoneNumber, channel, limit } = {}) =>
        (await call<Schemas['MessageList']>('GET', '/inbox', { phone_number: phoneNumber, channel, limit })).messages,
      next: async (phoneNumber, { timeoutSecs, since, channel } = {}) => {
        const path = `/inbox/${encodeURIComponent(phoneNumber)}/next`
        const { message, cursor } = await call<Schemas['NextMessage']>('GET', path, { timeout: timeoutSecs, since, channel })
        return { ...message, cursor }
      },
    },
    clock: {
      now: () => read('GET', '/clock'),
      advance: (by) => moved('advance', { by }),
      set: (to) => moved('set', { to: to instanceof Date ? to.getTime() : to }),
      freeze: () => read('POST', '/clock/freeze'),
      resume: () => read('POST', '/clock/resume'),
    },
    info: () => call('GET', ''),
    reset: async () => {
      await call('POST', '/reset')
    },
    sandbox: (name) => connect({ ...options, sandbox: name }),
  }
}

async function readAnswer(response: Response, target: string): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new EmulatorError(`${target} answered ${response.status} with something that is not JSON. Is that an emulator?`, response.status)
  }
}
