import { setTimeout as sleep } from 'node:timers/promises'
import type { ComparedAnswer } from '../diff/answers.js'
import type { ContractTarget, StepRequest } from './target.js'

export interface HttpTargetOptions {
  readonly name: string
  readonly kind: 'emulator' | 'upstream'
  /** Base URL, ending in `/v2`. */
  readonly url: string
  readonly key: string
  /** @default the global fetch */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Lets seconds pass. @default real waiting */
  readonly wait?: ContractTarget['wait']
}

/** How long an answer may take. */
const timeoutMs = 30_000
/** The retries after a rate limit, and the longest pause before one. */
const [maxRetries, maxPauseSecs] = [3, 60]

/** A target reached over HTTP. Requests are retried after a rate limit. */
export function createHttpTarget(options: HttpTargetOptions): ContractTarget {
  const {
    name,
    kind,
    wait = async (secs, signal) => void (await sleep(secs * 1000, undefined, signal && { signal })),
  } = options
  const ask: ContractTarget['ask'] = async (request, signal) => {
    for (let retries = 0; ; retries++) {
      const answer = await askOnce(options, request, signal)
      if (answer.status !== 429 || retries >= maxRetries) return answer
      await wait(Math.min(Number(answer.headers['retry-after']) || 1, maxPauseSecs), signal)
    }
  }
  return { name, kind, ask, wait }
}

async function askOnce(
  { url, key, fetch = globalThis.fetch }: HttpTargetOptions,
  request: StepRequest,
  signal: AbortSignal | undefined,
): Promise<ComparedAnswer> {
  const { method, path, headers, hasKey, body } = request
  const response = await fetch(url.replace(/\/+$/, '') + path, {
    method,
    headers: { ...(hasKey && { authorization: `Bearer ${key}` }), ...headers },
    redirect: 'manual',
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: Object.fromEntries(response.headers), body: readBody(text) }
}

/** Parsed JSON, or else the text; undefined if empty. */
export function readBody(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
