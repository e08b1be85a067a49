import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun } from '../../report/cannot-run.js'
import type { Answer } from '../diff/answers.js'
import { readBody } from './http-target.js'
import type { RecordedEntry } from './recording.js'
import type { StepRequest, Target } from './target.js'

interface Recording {
  readonly entries: readonly RecordedEntry[]
  readonly _variables?: Readonly<Record<string, string>>
}

/**
 * A folder of HAR 1.2 files as a target. An entry that says which step it belongs to answers that; where none says so,
 * as in recordings of a passthrough, they answer in the order in which they were made.
 *
 * @throws {CannotRun} when there is none, or one cannot be read
 */
export function openRecording(folder: string): Target {
  const recordings = readFolder(folder)
  const entries = recordings
    .flatMap((recording) => recording.entries)
    .sort((a, b) => (a.startedDateTime < b.startedDateTime ? -1 : 1))
  const named = new Map(entries.flatMap((entry) => (isNamed(entry) ? [[entry.comment, entry] as const] : [])))
  const inOrder = entries.filter((entry) => !isNamed(entry))
  const find = (request: StepRequest) =>
    named.get(`scenario: ${request.scenario}; step: ${request.step}`) ?? inOrder.shift()
  return {
    name: folder,
    kind: 'recording',
    variables: Object.assign({}, ...recordings.map(({ _variables }) => _variables)),
    has: (scenario) =>
      inOrder.length > 0 || [...named.keys()].some((comment) => comment.startsWith(`scenario: ${scenario};`)),
    wait: async () => {},
    ask: async (request) => {
      if (request.scenario === '') return { status: 200, headers: {}, body: undefined } // cleaning up: there is nothing to clean
      const entry = find(request)
      if (entry === undefined) throw new Error('the recording has no such step')
      if (entry.request.method !== request.method)
        throw new Error(
          `the recording has ${entry.request.method} there, the scenario ${request.method}: record it again`,
        )
      return toAnswer(entry)
    },
  }
}

type NamedEntry = RecordedEntry & { readonly comment: string }
const isNamed = (entry: RecordedEntry): entry is NamedEntry => entry.comment?.startsWith('scenario: ') ?? false

function toAnswer({ response: { status, headers, content } }: RecordedEntry): Answer {
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
    throw new CannotRun(`The recordings ${folder} cannot be read: ${(error as Error).message}`)
  }
  if (names.length === 0)
    throw new CannotRun(`${folder} holds no recording: contract run --record ${folder} makes some.`)
  return names.sort().map((name) => readHar(join(folder, name)))
}

function readHar(path: string): Recording {
  try {
    const { log } = JSON.parse(readFileSync(path, 'utf8')) as { log?: Partial<Recording> }
    if (Array.isArray(log?.entries)) return log as Recording
  } catch (error) {
    throw new CannotRun(`${path} cannot be read: ${(error as Error).message}`)
  }
  throw new CannotRun(`${path} is no HAR 1.2: it needs log.entries.`)
}
