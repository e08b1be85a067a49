import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Har, HarEntry } from '../../recording/har.js'
import { CannotRunError } from '../../report/report.js'
import { explainFileError, parseFileJson } from '../../wire/file-reason.js'
import { FileError } from '../../wire/input-error.js'
import type { ComparedAnswer } from '../diff/answers.js'
import { readBody } from './http-target.js'
import type { ContractTarget, StepRequest } from './target.js'

type Recording = Pick<Har['log'], 'entries' | '_variables'>

/**
 * A folder of HAR 1.2 files as a target. An entry that names its step answers that step. Entries without a step, as
 * passthrough records them, answer in the order in which they were recorded.
 *
 * @throws {CannotRunError} if the folder has no recordings, or one cannot be read
 */
export function openRecording(folder: string): ContractTarget {
  const recordings = readFolder(folder)
  const entries = recordings
    .flatMap((recording) => recording.entries)
    .sort((a, b) => a.startedDateTime.localeCompare(b.startedDateTime))
  const named = new Map(entries.flatMap((entry) => (isNamed(entry) ? [[entry.comment, entry] as const] : [])))
  const inOrder = entries.filter((entry) => !isNamed(entry))
  const find = ({ caseId, step }: StepRequest) => named.get(`case: ${caseId}; step: ${step}`) ?? inOrder.shift()
  return {
    name: folder,
    kind: 'recording',
    variables: Object.assign({}, ...recordings.map(({ _variables }) => _variables)),
    has: (caseId) => inOrder.length > 0 || [...named.keys()].some((comment) => comment.startsWith(`case: ${caseId};`)),
    wait: async () => {},
    ask: async (request) => {
      if (request.caseId === '') return { status: 200, headers: {}, body: undefined } // nothing to clean up
      const entry = find(request)
      if (entry === undefined) throw new Error('the recording has no such step')
      if (entry.request.method !== request.method)
        throw new Error(`the recording has ${entry.request.method} here, the case ${request.method}: record it again`)
      return toAnswer(entry)
    },
  }
}

type NamedEntry = HarEntry & { readonly comment: string }
const isNamed = (entry: HarEntry): entry is NamedEntry => entry.comment?.startsWith('case: ') ?? false

function toAnswer({ response: { status, headers, content } }: HarEntry): ComparedAnswer {
  return {
    status,
    headers: Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value])),
    body: readBody(content.text ?? ''),
  }
}

function readFolder(folder: string): Recording[] {
  let names: string[]
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.har'))
  } catch (error) {
    throw new CannotRunError(explainFileError(`The folder of recordings ${folder}`, 'read', error))
  }
  if (names.length === 0)
    throw new CannotRunError(`${folder} contains no recordings. Make some with: contract run --record ${folder}`)
  return names.sort().map((name) => readHarFile(join(folder, name)))
}

function readHarFile(path: string): Recording {
  try {
    const content = parseFileJson(readFileSync(path, 'utf8'), path, 'Remove it, or record it again.')
    const { log } = (content ?? {}) as { log?: Partial<Recording> }
    if (Array.isArray(log?.entries)) return log as Recording
  } catch (error) {
    const sentence = error instanceof FileError ? error.message : explainFileError(path, 'read', error)
    throw new CannotRunError(sentence)
  }
  throw new CannotRunError(`${path} is not a HAR 1.2 file: log.entries is missing.`)
}
