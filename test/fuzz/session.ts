import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/index.js'
import { testTime } from '../support/emulator.js'
import { Memory } from './memory.js'
import type { Shot } from './shots.js'

type Fetch = Emulator['fetch']

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Whether an injected fault may have broken this answer. */
  readonly isFaulted: boolean
  /** The request as sent, for failure reports. */
  readonly sent: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
  }
}

export interface Session {
  /** Sends a request. @param sandbox overrides the sandbox of the shot's key */
  send(shot: Shot, sandbox?: string): Promise<Answer>
  /** Copies the memory of another sandbox, or of this one at an earlier time. */
  learn(sandbox: string, from: Memory): void
  memoryOf(sandbox: string): Memory
  /** Clears the memory of a sandbox. */
  forget(sandbox: string): void
  readonly warnings: readonly string[]
  [Symbol.asyncDispose](): Promise<void>
}

/** Opens an emulator that checks every answer, with a memory for each sandbox. */
export async function openSession(options: EmulatorOptions = {}): Promise<Session> {
  let now = testTime
  const warnings: string[] = []
  let hasFaults = false
  const memories = new Map<string, Memory>()
  const memoryOf = (sandbox: string) => {
    const memory = memories.get(sandbox) ?? new Memory()
    memories.set(sandbox, memory)
    return memory
  }
  const emulator = await createEmulator({
    seed: 1,
    validateResponses: true,
    now: () => now,
    onWarning: (sentence) => {
      if (!/not delivered yet|further webhooks are dropped/.test(sentence)) warnings.push(sentence) // the webhooks have no receiver
    },
    onCode: ({ code, phoneNumber, sandbox }) => {
      memoryOf(sandbox).note('code', code)
      memoryOf(sandbox).note('phone', phoneNumber)
    },
    ...options,
  })
  return {
    warnings,
    async send({ method, path, headers, body, pauseMs }, sandbox) {
      now += pauseMs
      const memory = memoryOf(sandbox ?? 'fuzz')
      const url = emulator.url.replace('/v2', '') + memory.fill(path)
      const key = sandbox === undefined ? {} : { authorization: `Bearer sandbox_${sandbox}` }
      const sent = {
        method,
        url,
        headers: { ...headers, ...key },
        ...(body !== undefined && { body: memory.fill(body) }),
      }
      const { status, headers: received, text } = await receive(emulator.fetch, url, sent)
      memory.noteAnswer(parseJson(text))
      hasFaults ||= status === 200 && /\/(faults|snapshot)(\?|$)/.test(url) && method !== 'GET'
      return {
        status,
        headers: received,
        text,
        sent,
        isFaulted: hasFaults && /\/v2\//.test(url) && looksFaulted(status, received, text),
      }
    },
    memoryOf,
    learn: (sandbox, from) => memories.set(sandbox, from.copy()),
    forget: (sandbox) => memories.delete(sandbox),
    [Symbol.asyncDispose]: () => emulator.close(),
  }
}

/** Reads an answer; of an endless one, only its beginning. */
async function receive(
  fetch: Fetch,
  url: string,
  init: RequestInit,
): Promise<Pick<Answer, 'status' | 'headers' | 'text'>> {
  try {
    const response = await fetch(url, init)
    const { status, headers } = response
    const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true
    return { status, headers, text: isStream ? await readBeginning(response) : await response.text() }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return { status: 0, headers: new Headers(), text: '' }
  }
}

async function readBeginning({ body }: Response): Promise<string> {
  const reader = body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  await reader?.cancel()
  return new TextDecoder().decode(value)
}

function looksFaulted(status: number, headers: Headers, text: string): boolean {
  const hint = headers.get('x-emulator-hint') ?? ''
  return (
    status === 0 ||
    /^this response was injected by fault_\d+$/.test(hint) ||
    headers.get('content-type')?.startsWith('text/html') === true ||
    text.endsWith('<')
  )
}

/** Parses JSON; undefined if the text is not valid JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
