import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../wire/input-error.js'

/** Files that this process has. */
const ours = new Set<string>()

/**
 * Takes a file for this process, lest two of them count the same sends. A lock whose process is gone is taken over.
 *
 * @returns what gives the file free again
 * @throws {InputError} when another emulator has it
 */
export function lockFile(path: string): () => void {
  const lock = `${join(realpathSync(dirname(path)), basename(path))}.lock`
  if (ours.has(lock))
    throw new InputError(`${path} is in use by another emulator of this process. Give this one another --session.`)
  if (!tryToWrite(lock)) {
    const holder = Number(readFileSync(lock, 'utf8'))
    if (isRunning(holder))
      throw new InputError(
        `${path} is in use by the emulator with process id ${holder}. Stop that one, or give this one another --session.`,
      )
    rmSync(lock, { force: true })
    if (!tryToWrite(lock))
      throw new InputError(`Another emulator has just taken ${path}. Give this one another --session.`)
  }
  ours.add(lock)
  return () => {
    ours.delete(lock)
    rmSync(lock, { force: true })
  }
}

function tryToWrite(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** In a container every start has the same process id, so a lock of our own id is an old one. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
