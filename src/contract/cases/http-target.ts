import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../diff/answers.js'
import type { StepRequest, Target } from './target.js'

export interface HttpTargetOptions {
  readonly name: string
  readonly kind: 'emulator' | 'upstream'
  /** Base URL, ending in `/v2`. */
  readonly url: string
  readonly key: string
  /** Default: the global one. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** How seconds pass; default: by waiting. */
  readonly wait?: Target['wait']
}

/** How long an answer may take. Milliseconds. */
const patienceMs = 30_000
/** How often a request is repeated that met a rate limit, and how long is waited for it at most. Seconds. */
const [mostRepeats, longestPauseSecs] = [3, 60]

/** A target that is asked over HTTP. Rate limits are waited out. */
export function createHttpTarget(options: HttpTargetOptions): Target {
  const {
    name,
    kind,
    wait = async (secs, signal) => void (await sleep(secs * 1000, undefined, signal && { signal })),
  } = options
  const ask: Target['ask'] = async (request, signal) => {
    for (let repeats = 0; ; repeats++) {
      const answer = await askOnce(options, request, signal)
      if (answer.status !== 429 || repeats >= mostRepeats) return answer
      await wait(Math.min(Number(answer.headers['retry-after']) || 1, longestPauseSecs), signal)
    }
  }
  return { name, kind, ask, wait }
}

async function askOnce(
  { url, key, fetch = globalThis.fetch }: HttpTargetOptions,
  request: StepRequest,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const { method, path, headers, hasKey, body } = request
  const response = await fetch(url.replace(/\/+$/, '') + path, {
    method,
    headers: { ...(hasKey && { authorization: `Bearer ${key}` }), ...headers },
    redirect: 'manual',
    signal: AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]),
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: Object.fromEntries(response.headers), body: readBody(text) }
}

/** JSON if it is some, else the text; undefined for nothing. */
export function readBody(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
