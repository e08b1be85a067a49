import { createEmulator, type EmulatorOptions } from '../../src/index.js'
import { testTime } from '../support/emulator.js'
import { Memory } from './memory.js'
import type { Shot } from './shots.js'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** What was really sent, for the report of a failure. */
  readonly sent: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
  }
}

export interface Session {
  /** @param sandbox opens that sandbox, whatever key the shot carries */
  send(shot: Shot, sandbox?: string): Promise<Answer>
  /** What the answers of a sandbox have named is known no more. */
  forget(sandbox: string): void
  readonly warnings: readonly string[]
  [Symbol.asyncDispose](): Promise<void>
}

/** An emulator with everything checked, and a memory for each sandbox of what its answers have named. */
export async function openSession(options: EmulatorOptions = {}): Promise<Session> {
  let now = testTime
  const warnings: string[] = []
  const memories = new Map<string, Memory>()
  const memoryOf = (sandbox: string) => {
    const memory = memories.get(sandbox) ?? new Memory()
    memories.set(sandbox, memory)
    return memory
  }
  const emulator = await createEmulator({
    seed: 1,
    validateResponses: true,
    wall: () => now,
    onWarning: (sentence) => warnings.push(sentence),
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
      const sent = { method, url, headers: { ...headers, ...key }, ...(body !== undefined && { body: memory.fill(body) }) }
      const response = await emulator.fetch(url, sent)
      const answer = { status: response.status, headers: response.headers, text: await response.text(), sent }
      memory.noteAnswer(parse(answer.text))
      return answer
    },
    forget: (sandbox) => memories.delete(sandbox),
    [Symbol.asyncDispose]: () => emulator.close(),
  }
}

/** The JSON of a text; undefined if it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
