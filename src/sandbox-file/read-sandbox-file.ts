import { parseFileJson } from '../wire/file-reason.js'
import { FileError } from '../wire/input-error.js'
import { explainMismatch, type Validate } from '../wire/validation.js'
import type { SandboxFile } from './format.js'

/**
 * Reads the text of a file as a SandboxFile.
 *
 * @param first the index of its first record in the whole file
 * @throws {FileError} if it is not valid JSON, has another version, or does not match the schema
 */
export function readSandboxFile(text: string, fileName: string, validate: Validate, first = 0): SandboxFile {
  return checkSandboxFile(parseFileJson(text, fileName, 'Fix or remove it.'), fileName, validate, first)
}

/** The number of records that are validated without a pause. */
const atOnce = 250

/** The lists of records in a file. */
const lists = ['profiles', 'templates', 'verifications', 'verified_numbers', 'number_codes'] as const

/**
 * Checks a file that is parsed already, with pauses for others if it is long.
 *
 * @throws {FileError} like `readSandboxFile`
 */
export async function checkLongFile(
  json: object,
  fileName: string,
  validate: Validate,
  pause: () => Promise<void>,
): Promise<SandboxFile> {
  const { rest, parts } = divide(json as SandboxFile)
  checkSandboxFile(rest, fileName, validate)
  for (const { records, toFile } of parts) {
    for (let first = 0; first < records.length; first += atOnce) {
      if (first > 0) await pause()
      checkSandboxFile(toFile(records.slice(first, first + atOnce)), fileName, validate, first)
    }
  }
  return json as SandboxFile
}

/** A list of records, and what makes a file of some of them. */
interface Part {
  readonly records: readonly unknown[]
  readonly toFile: (some: readonly unknown[]) => object
}

/** Divides a file, which may have any shape, into its lists of records and the rest. */
function divide(file: SandboxFile): { rest: object; parts: readonly Part[] } {
  const rest: Record<string, unknown> = { ...file }
  const parts: Part[] = []
  for (const name of lists) {
    const records: unknown = file[name]
    if (!Array.isArray(records)) continue
    rest[name] = []
    parts.push({ records, toFile: (some) => ({ version: 1, [name]: some }) })
  }
  const { webhooks } = file
  const deliveries: unknown = webhooks?.deliveries
  if (Array.isArray(deliveries)) {
    rest.webhooks = { ...webhooks, deliveries: [] }
    parts.push({ records: deliveries, toFile: (some) => ({ version: 1, webhooks: { ...webhooks, deliveries: some } }) })
  }
  return { rest, parts }
}

/** @param first the index of the first record in the whole file */
function checkSandboxFile(json: unknown, fileName: string, validate: Validate, first = 0): SandboxFile {
  const version = (json as { version?: unknown } | null)?.version
  if (version !== 1) {
    throw new FileError(
      `${fileName} has ${version === undefined ? 'no version' : `version ${JSON.stringify(version)}`}; this emulator reads version 1. The file was left unchanged.`,
    )
  }
  if (!validate(json)) {
    const [error] = validate.errors ?? []
    const mismatch = error === undefined ? 'it is invalid' : explainMismatch(error, json)
    throw new FileError(
      `${fileName} does not match the format at ${toPlace(error?.instancePath, first)}: ${mismatch}. See SandboxFile in openapi/control.yaml.`,
    )
  }
  return json as SandboxFile
}

function toPlace(path: string | undefined, first: number): string {
  const shift = (_: string, list: string, index: string) => `${list}/${Number(index) + first}`
  return path ? path.replace(/^((?:\/webhooks)?\/\w+)\/(\d+)/, shift) : 'the top level'
}
