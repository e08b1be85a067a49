import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { version } from '../../version.js'
import type { Answer } from '../diff/answers.js'
import { Censor, type CensorOptions } from './redact.js'
import type { StepRequest, Target } from './target.js'

/** One exchange as HAR 1.2 has it, with the scenario and the step that it belongs to. */
export interface RecordedEntry {
  readonly startedDateTime: string
  readonly time: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly HarHeader[]
    readonly postData?: { readonly mimeType: string; readonly text?: string }
  }
  readonly response: {
    readonly status: number
    readonly headers: readonly HarHeader[]
    readonly content: { readonly text?: string }
  }
  /** `scenario: <id>; step: <name>`. */
  readonly comment?: string
}

export interface HarHeader {
  readonly name: string
  readonly value: string
}

export interface RecordingOptions extends Omit<CensorOptions, 'texts'> {
  /** Unix milliseconds. */
  readonly now: () => number
  /** What was recorded, in words; it stands in every file. */
  readonly comment: string
}

/** A target whose answers are kept, to be written down at the end: a file a scenario. */
export interface RecordedTarget extends Target {
  /** Writes what was answered, without anything private. @returns how many files */
  write(folder: string): number
}

/** Keeps what a target answers. */
export function recordTarget(target: Target, options: RecordingOptions): RecordedTarget {
  const kept: { request: StepRequest; answer: Answer; at: number; took: number }[] = []
  return {
    ...target,
    ask: async (request, signal) => {
      const at = options.now()
      const answer = await target.ask(request, signal)
      if (request.scenario !== '') kept.push({ request, answer, at, took: options.now() - at })
      return answer
    },
    write: (folder) => {
      const censor = new Censor({
        ...options,
        texts: kept.flatMap(({ request }) => [request.path, request.body ?? '']),
      })
      mkdirSync(folder, { recursive: true })
      const scenarios = [...new Set(kept.map(({ request }) => request.scenario))]
      for (const scenario of scenarios) {
        const entries = kept
          .filter(({ request }) => request.scenario === scenario)
          .map(({ request, answer, at, took }) => toEntry(request, answer, new Date(at).toISOString(), took, censor))
        const log = {
          version: '1.2',
          creator: { name: 'telnyx-verify-emulator', version },
          comment: options.comment,
          entries,
        }
        writeWhole(
          join(folder, `${scenario}.har`),
          `${JSON.stringify({ log: { ...log, _variables: censor.variables } }, null, 2)}\n`,
        )
      }
      return scenarios.length
    },
  }
}

/** A file is there whole or not at all. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.draft`, text)
  renameSync(`${path}.draft`, path)
}

/** The rest of what HAR asks for. */
const message = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1 }

function toEntry(
  request: StepRequest,
  { status, headers, body }: Answer,
  startedDateTime: string,
  time: number,
  censor: Censor,
) {
  const { method, path, hasKey, scenario, step } = request
  const sent: Record<string, string> = { ...(hasKey && { authorization: 'Bearer [redacted]' }), ...request.headers }
  const text = body === undefined ? '' : censor.text(typeof body === 'string' ? body : JSON.stringify(body))
  const mimeType = headers['content-type'] ?? ''
  const url = new URL(`https://api.telnyx.com/v2${censor.text(path)}`)
  const posted = request.body === undefined ? undefined : censor.text(request.body)
  return {
    startedDateTime,
    time,
    request: {
      ...message,
      method,
      url: url.href,
      headers: toHarHeaders(sent),
      queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
      bodySize: Buffer.byteLength(posted ?? ''),
      ...(posted !== undefined && { postData: { mimeType: sent['content-type'] ?? '', params: [], text: posted } }),
    },
    response: {
      ...message,
      ...{ status, statusText: '', redirectURL: '', bodySize: Buffer.byteLength(text) },
      headers: toHarHeaders(Object.fromEntries(Object.entries(headers).filter(([name]) => isKept(name)))),
      content: { size: Buffer.byteLength(text), mimeType, text },
    },
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, send: 0, wait: time, receive: 0 },
    comment: `scenario: ${scenario}; step: ${step}`,
  }
}

/** Others are of no use to a comparison, and might be private: cookies, traces, addresses. */
const isKept = (name: string) =>
  /^(content-type|allow|location|www-authenticate|retry-after|x-request-id|x-ratelimit-\w+)$/.test(name)

const toHarHeaders = (headers: Readonly<Record<string, string>>): HarHeader[] =>
  Object.entries(headers).map(([name, value]) => ({ name, value }))
