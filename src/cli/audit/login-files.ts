import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parse, YAMLError } from 'yaml'
import { guessFlow } from '../../audit/flow/guess-flow.js'
import { type DriverModule, readDriverModule } from '../../audit/flow/module-driver.js'
import { readFlow } from '../../audit/flow/read-flow.js'
import { type Baseline, formatBaseline, readBaseline } from '../../audit/login/baseline.js'
import { explain } from '../../audit/login/explain.js'
import { CannotRunError, type ExitCode, findingsOf, type Report } from '../../report/report.js'
import type { LoginFlow } from '../../spec/flow-types.js'
import { explainFileError, explainSyntax } from '../../wire/file-reason.js'

interface Streams {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** A way to go through a login, as its file describes it. */
export interface LoginFile {
  readonly flow: LoginFlow
  /** Undefined for a flow file. */
  readonly module: DriverModule | undefined
}

/** Reads a flow file, YAML or JSON, or a driver module. @throws {CannotRunError | FileError} */
export async function readLoginFile(file: string): Promise<LoginFile> {
  if (file === '') throw new CannotRunError('The path of the flow file is empty. Name a file, like login.yaml.')
  if (!isThere(file)) throw new CannotRunError(`${file} does not exist. Create it with: tve audit login ${file} --init`)
  if (/\.[cm]?[jt]s$/.test(file)) return readDriverModule(await importModule(file), file)
  const text = readText(file)
  try {
    return { flow: readFlow(parse(text), file), module: undefined }
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error
    throw new CannotRunError(`${file} is not valid YAML: ${explainSyntax(error)}.`)
  }
}

/** @throws {CannotRunError} if that cannot be found out, as in a folder of someone else */
function isThere(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    throw new CannotRunError(explainFileError(file, 'read', error))
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CannotRunError(explainFileError(file, 'read', error))
  }
}

function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new CannotRunError(explainFileError(file, 'written', error))
  }
}

async function importModule(file: string): Promise<object> {
  try {
    return (await import(pathToFileURL(file).href)) as object
  } catch (error) {
    throw new CannotRunError(`${file} cannot be loaded: ${explainSyntax(error)}.`)
  }
}

/** Reads a baseline; one that is about to be written may not exist yet. @throws {CannotRunError | FileError} */
export function readBaselineFile(file: string, isUpdated: boolean): Baseline {
  try {
    return readBaseline(readFileSync(file, 'utf8'), file)
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    if (code !== 'ENOENT') throw new CannotRunError(explainFileError(`The baseline ${file}`, 'read', error))
    if (isUpdated) return {}
    throw new CannotRunError(`The baseline ${file} does not exist. Create it with --update-baseline.`)
  }
}

/** Keeps the reasons of findings that are still there, and adds new ones. @throws {CannotRunError} if it cannot be written */
export function updateBaseline(file: string, report: Report, before: Baseline, err: (text: string) => void): void {
  const open = findingsOf(report).filter(({ kind }) => kind === 'failed' || kind === 'known')
  const known = Object.fromEntries(
    open.map(({ rule = '' }) => [
      rule,
      before[rule] ?? 'Found when the baseline was written. Give a reason and a date.',
    ]),
  )
  writeText(file, formatBaseline(known))
  err(`Wrote ${open.length} known findings to ${file}.\n`)
}

/** Reads `check=reason`. @throws {CannotRunError} without a reason */
export function readSkip(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  const [id, reason] = at === -1 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  if (reason !== '') return [id, reason]
  throw new CannotRunError(
    `--skip ${text} needs a reason, which the report shows. Example: --skip "${id}=no webhooks in this application"`,
  )
}

/** Prints what a check does, or the list of all. */
export function explainCheck(id: string | undefined, streams: Streams): Promise<ExitCode> {
  return printOrExplain(() => `${explain(id)}\n`, streams)
}

/** Writes a flow file from what the application shows. It replaces no file. */
export function initFlowFile(file: string, address: string | undefined, streams: Streams): Promise<ExitCode> {
  return printOrExplain(() => writeFirstFlow(file, address), streams)
}

/** @throws {CannotRunError} */
async function writeFirstFlow(file: string, address = 'http://127.0.0.1:3000'): Promise<string> {
  if (isThere(file)) throw new CannotRunError(`${file} already exists. Remove it first, or name another file.`)
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new CannotRunError(`"${address}" is not the URL of an application. Example: --init http://127.0.0.1:3000`)
  const guessed = await guessFlow(new URL(address))
  writeText(file, guessed.text)
  return `${guessed.found}\nWrote ${file}. Correct the paths and fields, and run: tve audit login ${file} -- <command that starts it>\nThe application gets a free port as PORT.\n`
}

/** Prints what an action returns, or why it cannot be done. */
async function printOrExplain(action: () => string | Promise<string>, { out, err }: Streams): Promise<ExitCode> {
  try {
    out(await action())
    return 0
  } catch (error) {
    if (!(error instanceof CannotRunError)) throw error
    err(`${error.message}\n`)
    return 2
  }
}
