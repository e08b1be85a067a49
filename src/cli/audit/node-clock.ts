import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'

/**
 * Runs in the application before its own code. `Date` is ahead by the number in a file, which the audit changes; timers
 * keep real time. A file, because the value must be there at once and without a connection.
 */
const preload = `'use strict'
const { readFileSync } = require('node:fs')
const RealDate = Date
const file = __dirname + '/offset'
const now = () => {
  try {
    return RealDate.now() + (Number(readFileSync(file, 'latin1')) || 0)
  } catch {
    return RealDate.now()
  }
}
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget === globalThis.Date ? target : newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
})
RealDate.prototype.constructor = globalThis.Date
`

/** The clock of an application that Node runs. */
export interface NodeClock {
  /** Environment variables for the application. */
  readonly env: { readonly NODE_OPTIONS: string }
  /** Sets how far `Date` is ahead, in milliseconds. */
  readonly move: (offsetMs: number) => void
  readonly remove: () => void
}

/**
 * Makes the clock of an application that Node runs movable. Any other program ignores the variable.
 *
 * @param nodeOptions NODE_OPTIONS so far, which are kept
 */
export function createNodeClock(nodeOptions: string | undefined): NodeClock {
  const folder = mkdtempSync(`${tmpdir()}/tve-clock-`)
  const script = `${folder}/clock.cjs`
  writeFileSync(script, preload)
  const quoted = `"${script.replaceAll('\\', '\\\\')}"`
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove) // if the audit is told to end
  return {
    env: { NODE_OPTIONS: [nodeOptions, `--require ${quoted}`].filter(Boolean).join(' ') },
    move: (offsetMs) => {
      // Renaming replaces the file in one step: a reader never sees half a number.
      writeFileSync(`${folder}/next`, String(offsetMs))
      renameSync(`${folder}/next`, `${folder}/offset`)
    },
    remove: () => {
      process.off('exit', remove)
      remove()
    },
  }
}
