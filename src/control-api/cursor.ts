import type { Sandbox } from '../core/sandbox.js'
import { throwBadRequest } from './problem.js'

/** A cursor names a position in one generation of the sandbox, so that a cursor from before a reset stays distinct. */
export function cursorAt(sandbox: Sandbox, sequence: number): string {
  return `${sandbox.generation}-${sequence}`
}

/** Makes cursors for positions in the present generation, also after a reset. */
export function cursorsOf({ generation }: Sandbox): (sequence: number) => string {
  return (sequence) => `${generation}-${sequence}`
}

/**
 * The sequence to continue from; a cursor of an earlier generation precedes everything in this one.
 *
 * @param latest the highest sequence that a cursor of this generation can name
 * @throws {ProblemError} 400 for an invalid cursor
 */
export function readCursor(sandbox: Sandbox, cursor: string, latest: number): number {
  const parts = /^(\d+)-(\d+)$/.exec(cursor)
  if (parts === null) throwBadRequest(`since="${cursor}" is not a valid cursor. Use the cursor of an earlier response.`)
  const sequence = Number(parts[2])
  return Number(parts[1]) === sandbox.generation && sequence <= latest ? sequence : 0
}

/**
 * Reads the cursor that a wait continues from.
 *
 * @param latest see readCursor
 * @returns a function of the sequence to continue from, which starts over if the sandbox is reset during the wait; of null
 *   without a cursor
 * @throws {ProblemError} 400 for an invalid cursor
 */
export function readSince(sandbox: Sandbox, cursor: string | undefined, latest: number): () => number | null {
  const since = cursor === undefined ? null : readCursor(sandbox, cursor, latest)
  const { generation } = sandbox
  return () => (since === null || sandbox.generation === generation ? since : 0)
}
