import { linkSync, mkdirSync, readFileSync, realpathSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder is in use by another emulator. */
export class LockedError extends Error {}

/** Folders that emulators of this process have. */
const ours = new Set<string>()

/**
 * Takes a folder for this process, so that two emulators never write the same files. A lock whose process is gone
 * (it was killed) is taken over.
 *
 * @returns what gives the folder free again
 * @throws {LockedError}
 */
export function lockFolder(folder: string): () => void {
  const real = realpathSync(folder)
  if (ours.has(real))
    throw new LockedError(
      `${folder} is in use by another emulator of this process. Close that one, or give this one another folder.`,
    )
  const path = join(folder, 'lock')
  const draft = join(folder, `lock-${process.pid}`)
  writeFileSync(draft, `${process.pid}\n`)
  try {
    // Linked, not written: so a lock is never seen half made.
    if (!tryTo(() => linkSync(draft, path))) takeOver(folder, draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
  ours.add(real)
  return () => {
    ours.delete(real)
    rmSync(path, { force: true })
  }
}

/** Only one process at a time may take an old lock away, else the second would take the first one's new lock. */
function takeOver(folder: string, draft: string, path: string): void {
  const turn = join(folder, 'lock-turn')
  if (!tryTo(() => mkdirSync(turn)))
    throw new LockedError(`Another emulator is starting in ${folder}. If there is none, remove ${turn}.`)
  try {
    const holder = readHolder(path)
    if (isRunning(holder)) {
      throw new LockedError(
        `${folder} is in use by the emulator with process id ${holder}. Stop that one, or give this one another --data folder.`,
      )
    }
    rmSync(path, { force: true })
    if (!tryTo(() => linkSync(draft, path))) throw new LockedError(`Another emulator has just started in ${folder}.`)
  } finally {
    rmdirSync(turn)
  }
}

/** The process id in a lock; 0 when the lock has just gone. */
function readHolder(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

function tryTo(make: () => void): boolean {
  try {
    make()
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
