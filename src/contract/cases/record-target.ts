import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecordedExchange } from '../../recording/exchange.js'
import { toHar, writeHar } from '../../recording/har.js'
import { Redactor } from '../../recording/redactor.js'
import { version } from '../../version.js'
import { vendorUrl } from '../../wire/vendor-url.js'
import type { ComparedAnswer } from '../diff/answers.js'
import type { ContractTarget, StepRequest } from './target.js'

export interface RecordingOptions {
  /** The phone number that messages were sent to, if any. */
  readonly number?: string | undefined
  /** The beginning of every name that the run creates. */
  readonly prefix: string
  /** API keys, which are never written. */
  readonly keys: readonly string[]
  /** Unix milliseconds. */
  readonly now: () => number
  /** What was recorded, in words; written to every file. */
  readonly comment: string
}

/** A target whose answers are kept, to be written at the end: one file for each case. */
export interface RecordedTarget extends ContractTarget {
  /** Writes the answers without secrets. @returns the number of files */
  write(folder: string): Promise<number>
}

/** Replaces the number and the prefix in a recording. */
const recordedVariables = { number: '+13035550142', prefix: 'tve-contract-recorded' }

/** Replaces other people's numbers. */
const otherNumber = '+13035550143'

interface Kept {
  readonly request: StepRequest
  readonly answer: ComparedAnswer
  readonly at: number
  readonly tookMs: number
}

/** Keeps the answers of a target. */
export function recordTarget(target: ContractTarget, options: RecordingOptions): RecordedTarget {
  const kept: Kept[] = []
  return {
    ...target,
    ask: async (request, signal) => {
      const at = options.now()
      const answer = await target.ask(request, signal)
      if (request.caseId !== '') kept.push({ request, answer, at, tookMs: options.now() - at })
      return answer
    },
    write: async (folder) => {
      const redactor = createRunRedactor(
        options,
        kept.flatMap(({ request }) => [request.path, request.body ?? '']),
      )
      const exchanges = kept.map((one) => ({ caseId: one.request.caseId, exchange: toExchange(one) }))
      // The headers of the cases are not secret, and do not include the API key.
      for (const { exchange } of exchanges)
        redactor.learn({ ...exchange, request: { ...exchange.request, headers: [] } })
      await mkdir(folder, { recursive: true })
      const caseIds = [...new Set(exchanges.map(({ caseId }) => caseId))]
      for (const id of caseIds) {
        const ofCase = exchanges.flatMap(({ caseId, exchange }) => (caseId === id ? [exchange] : []))
        const har = toHar(ofCase, { redactor, version, comment: options.comment, variables: recordedVariables })
        await writeHar(join(folder, `${id}.har`), har)
      }
      return caseIds.length
    },
  }
}

/**
 * A redactor for the exchanges of a run. It replaces the phone number, the prefix, and the numbers and codes of others.
 *
 * @param requests the texts of all requests: numbers and codes in them belong to the cases and are not secret
 */
export function createRunRedactor(
  { number, prefix, keys }: Pick<RecordingOptions, 'number' | 'prefix' | 'keys'>,
  requests: readonly string[],
): Redactor {
  const own = new Set(requests.flatMap((text) => text.match(/\d{4,15}/g) ?? []))
  return new Redactor({
    standInForNumber: (found) => {
      if (found === number) return recordedVariables.number
      return own.has(found.slice(1)) || found === recordedVariables.number ? found : otherNumber
    },
    standInForCode: (code) => (own.has(code) ? code : '0'.repeat(code.length)),
    standInsForNames: new Map([[prefix, recordedVariables.prefix]]),
    keys,
  })
}

/** A step and its answer in the form that recordings are made from. */
export function toExchange({ request, answer, at, tookMs }: Kept): RecordedExchange {
  const { method, path, hasKey, headers, body, caseId, step } = request
  const sent = { ...(hasKey && { authorization: 'Bearer token' }), ...headers }
  return {
    method,
    url: `${vendorUrl}${path}`,
    startedAt: at,
    waitMs: tookMs,
    receiveMs: 0,
    request: { httpVersion: '1.1', headers: Object.entries(sent), body: toBody(body) },
    answer: {
      status: answer.status,
      reason: '',
      httpVersion: '1.1',
      headers: Object.entries(answer.headers).filter(([name]) => comparedHeaders.test(name)),
      body: toBody(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)),
    },
    comment: `case: ${caseId}; step: ${step}`,
  }
}

function toBody(text: string | undefined) {
  return { size: Buffer.byteLength(text ?? ''), ...(text !== undefined && { text }) }
}

/** Other headers are useless for a comparison and may be private: cookies, traces, addresses. */
const comparedHeaders = /^(content-type|allow|location|www-authenticate|retry-after|x-request-id|x-ratelimit-\w+)$/
