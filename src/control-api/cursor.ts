import type { Sandbox } from '../core/sandbox.js'
import { throwBadRequest } from './problem.js'

/** A cursor names a place in one life of the sandbox, so that one from before a reset is not mistaken. */
export function cursorAt(sandbox: Sandbox, sequence: number): string {
  return `${sandbox.generation}-${sequence}`
}

/**
 * The sequence to go on from; a cursor of an earlier life lies before everything in this one.
 *
 * @param latest the sequence that a cursor of this life can name at most
 * @throws {ProblemError} 400 when it is none
 */
export function readCursor(sandbox: Sandbox, cursor: string, latest: number): number {
  const parts = /^(\d+)-(\d+)$/.exec(cursor)
  if (parts === null) throwBadRequest(`since="${cursor}" is not a valid cursor. Take it from an earlier answer.`)
  const sequence = Number(parts[2])
  return Number(parts[1]) === sandbox.generation && sequence <= latest ? sequence : 0
}
