import { mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isNestedDeeply } from '../recording/secret-texts.js'
import { parseFileJson } from '../wire/file-reason.js'
import { FileError } from '../wire/input-error.js'
import type { ControlWire } from '../wire/types.js'
import { explainMismatch } from '../wire/validation.js'

export type RunFile = ControlWire['RunFile']
export type RunRequest = ControlWire['RunRequest']
export type RunAnswer = ControlWire['RunAnswer']
export type RunAttempt = ControlWire['RunAttempt']

/** Something from outside: a request, a timer, or the end of an attempt to deliver a webhook. */
export type RunStep = ControlWire['RunStep']

/** What every run file begins with. */
export const runFormat = 'telnyx-verify-run'

/** The version of the format that this emulator writes, and the only one that it reads. */
const runVersion = 1

/** A body in a run: JSON if that gives the same bytes, otherwise text; neither for an empty one. */
export type BodyPart = Pick<RunAnswer, 'body' | 'text'>

/**
 * Converts a body to its form in a run.
 *
 * @example
 * ```ts
 * toBodyPart('{"code":"1"}') // { body: { code: '1' } }
 * toBodyPart('{ "code": "1" }') // { text: '{ "code": "1" }' }
 * ```
 */
export function toBodyPart(text: string): BodyPart {
  if (text === '') return {}
  if (isNestedDeeply(text)) return { text }
  const json = parseJson(text)
  return json !== undefined && JSON.stringify(json) === text ? { body: json } : { text }
}

/** The bytes of a body, as they were sent. */
export function bodyTextOf({ body, text }: BodyPart): string {
  if (text !== undefined) return text
  return body === undefined ? '' : JSON.stringify(body)
}

/** Leaves out of each attempt what it has in common with the one before: webhooks often go to one URL, and fail alike. */
export function compactAttempts(steps: readonly RunStep[]): RunStep[] {
  let [url, error]: [unknown, unknown] = [undefined, undefined]
  return steps.map((step) => {
    if (step.kind !== 'attempt') return step
    const short = { ...step }
    if (step.url === url) delete short.url
    if (step.error === error) delete short.error
    ;[url, error] = [step.url, step.error]
    return short
  })
}

/** Adds again what `compactAttempts` has left out. */
function expandAttempts(steps: readonly RunStep[]): RunStep[] {
  let before: Pick<RunAttempt, 'url' | 'error'> = {}
  return steps.map((step) => {
    if (step.kind !== 'attempt') return step
    const whole = { ...step, ...before, ...step }
    const { url, error } = whole
    before = { ...(url !== undefined && { url }), ...(error !== undefined && { error }) }
    return whole
  })
}

/** Whether a request only reads the control API; it changes nothing, and its response is not recorded. */
export function isRead({ method, path }: Pick<RunRequest, 'method' | 'path'>): boolean {
  return method === 'GET' && path.startsWith('/_emulator')
}

/** Whether a request has made its sandbox as new: nothing before it changes what follows. */
export function isReset(step: RunStep): boolean {
  if (step.kind !== 'request' || step.method !== 'POST' || !/^\/_emulator\/reset(\?|$)/.test(step.path)) return false
  return step.answer === undefined || step.answer.status < 300
}

/** The numbered requests of a run: those that did not only read the control API. */
export const listRequests = (steps: readonly RunStep[]): readonly RunRequest[] =>
  steps.filter((step): step is RunRequest => step.kind === 'request' && step.number !== undefined)

/** Writes a run as text: JSON with one member and one step a line, so that two runs can be compared line by line. */
export function formatRunFile(run: RunFile): string {
  const members = Object.entries(run).map(([name, value]) => {
    const isList = name === 'steps' && Array.isArray(value) && value.length > 0
    const text = isList
      ? `[\n${value.map((step) => `  ${JSON.stringify(step)}`).join(',\n')}\n ]`
      : JSON.stringify(value)
    return ` ${JSON.stringify(name)}: ${text}`
  })
  return `{\n${members.join(',\n')}\n}\n`
}

/**
 * Reads a run from the text of a file.
 *
 * @param name of the file, for messages
 * @throws {FileError} for another kind of file, a newer version of the format, and content that does not match it
 * @example
 * ```ts
 * const run = await parseRunFile(await readFile('run.json', 'utf8'), 'run.json')
 * ```
 */
export async function parseRunFile(text: string, name: string): Promise<RunFile> {
  const json = parseFileJson(text, name, 'Was it copied whole? Use a file that `tve exec --record-run` wrote.')
  const { format, version } = (json ?? {}) as { readonly format?: unknown; readonly version?: unknown }
  if (format !== runFormat) throw new FileError(`${name} is not a run${describeOther(json)}.`)
  if (typeof version === 'number' && version > runVersion)
    throw new FileError(
      `${name} has version ${version} of the format, and this emulator reads version ${runVersion}. Update telnyx-verify-emulator to replay it.`,
    )
  const { fileValidators } = await import('../spec/files.js')
  const validate = fileValidators.RunFile
  if (validate !== undefined && !validate(json)) {
    const [error] = validate.errors ?? []
    const mismatch = error === undefined ? 'it is invalid' : explainMismatch(error, json)
    throw new FileError(
      `${name} does not match the format at ${error?.instancePath || 'the top level'}: ${mismatch}. See RunFile in openapi/control.yaml.`,
    )
  }
  const run = json as RunFile
  return run.steps === undefined ? run : { ...run, steps: expandAttempts(run.steps) }
}

/** What a file that is not a run probably is, and what to do with it. */
function describeOther(json: unknown): string {
  if (typeof json !== 'object' || json === null) return '; record one with `tve exec --record-run <file> -- <command>`'
  if ('log' in json) return ' but a HAR file. A recording of the real API cannot be replayed'
  if ('version' in json && ('profiles' in json || 'meta' in json))
    return ' but a snapshot or a fixtures file. Load it with: tve snapshot load <file>'
  return '; record one with `tve exec --record-run <file> -- <command>`'
}

/**
 * Writes a run to a file; an interruption leaves no incomplete one. Its folder is created.
 *
 * @throws the system's error, such as EACCES
 * @example
 * ```ts
 * await writeRunFile('test-results/run.json', run)
 * ```
 */
export async function writeRunFile(path: string, run: RunFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = join(dirname(path), `.${basename(path)}.draft`)
  await writeFile(draft, formatRunFile(run))
  await rename(draft, path)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
