import { onTestFinished } from 'vitest'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/index.js'

/** Where tests begin in time: a moment with every digit in play. Unix milliseconds. */
export const testTime = Date.UTC(2026, 0, 31, 9, 30, 0, 123)

export interface Reply {
  readonly status: number
  readonly headers: Headers
  /** The body, parsed if it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at parts of it and fail when they are not there
  readonly body: any
}

export type Send = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>

export interface Api {
  readonly emulator: Emulator
  /** Paths are below `/v2`, unless they begin with `//`, which stands for the root. A string body is sent as it is. */
  readonly send: Send
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Reply>
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Reply>
  readonly patch: (path: string, body: unknown) => Promise<Reply>
  readonly delete: (path: string) => Promise<Reply>
  /** Moves the wall clock on, which nothing else moves. Milliseconds. */
  readonly pass: (ms: number) => void
}

/**
 * An emulator for one test: seeded, at a fixed time, every answer checked against our document, closed afterwards.
 * A bug of the emulator fails the test, also where the test ignores the answer.
 */
export async function useApi(
  options: EmulatorOptions = {},
  create: (options: EmulatorOptions) => Promise<Emulator> = createEmulator,
): Promise<Api> {
  let now = testTime
  const faults: string[] = []
  const emulator = await create({
    seed: 1,
    validateResponses: true,
    now: () => now,
    onWarning: (sentence) => faults.push(sentence),
    ...options,
  })
  onTestFinished(async () => {
    await emulator.close()
    if (faults.length > 0) throw new Error(faults.join('\n'))
  })
  const send = sender(emulator)
  return {
    emulator,
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    patch: (path, body) => send('PATCH', path, body),
    delete: (path) => send('DELETE', path),
    pass: (ms) => {
      now += ms
    },
  }
}

/** Sends requests into an emulator; the key is the default sandbox's unless a header says otherwise. */
export function sender({ fetch, url, apiKey }: Pick<Emulator, 'fetch' | 'url' | 'apiKey'>): Send {
  return async (method, path, body, headers = {}) => {
    const target = path.startsWith('//') ? url.replace('/v2', path.slice(1)) : url + path
    const sent: Record<string, string> = { authorization: `Bearer ${apiKey}`, ...headers }
    const init: RequestInit = { method, headers: sent }
    if (body !== undefined) {
      init.body = typeof body === 'string' ? body : JSON.stringify(body)
      sent['content-type'] ??= 'application/json'
    }
    const response = await fetch(target, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parse(text) }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
