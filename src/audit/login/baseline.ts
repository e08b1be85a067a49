import { parseFileJson } from '../../wire/file-reason.js'
import { FileError } from '../../wire/input-error.js'
import { suggest } from '../../wire/suggest.js'
import { checkIds } from './checks/checks.js'

/** Findings that are known and wait for their fix: the reason by the ID of the check. */
export type Baseline = Readonly<Record<string, string>>

/**
 * Reads a baseline file: `{"version": 1, "known": {"many-numbers": "CAPTCHA is planned, ticket 123"}}`.
 *
 * @throws {FileError}
 */
export function readBaseline(text: string, name: string): Baseline {
  const content = parseFileJson(text, name, 'Fix it, or write it anew with --update-baseline.')
  const { version, known } = (content ?? {}) as { version?: unknown; known?: unknown }
  if (version !== 1 || typeof known !== 'object' || known === null || Array.isArray(known))
    throw new FileError(`${name} must be like {"version": 1, "known": {"many-numbers": "the reason"}}.`)
  for (const [id, reason] of Object.entries(known)) {
    requireCheckId(id, name)
    if (typeof reason !== 'string' || reason.trim() === '')
      throw new FileError(`${name}: ${id} needs a reason, which the report shows.`)
  }
  return known as Baseline
}

/** The text of a baseline file. */
export function formatBaseline(known: Baseline): string {
  return `${JSON.stringify({ version: 1, known }, null, 2)}\n`
}

/** @throws {FileError} for an unknown check */
export function requireCheckId(id: string, name: string): void {
  if (!checkIds.some((known) => known === id)) throw new FileError(`${name}: ${suggest('check', id, checkIds)}`)
}
