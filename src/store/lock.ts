import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder is in use by another emulator. */
export class LockedError extends Error {}

/**
 * Takes a folder for this process, so that two emulators never write the same files. A lock whose process is gone
 * (it was killed) is taken over.
 *
 * @returns what gives the folder free again
 * @throws {LockedError}
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock')
  for (let tries = 0; tries < 2; tries++) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: 'wx' })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = Number(readFileSync(path, 'utf8'))
    if (isRunning(holder)) {
      throw new LockedError(
        `${folder} is in use by the emulator with process id ${holder}. Stop that one, or give this one another --data folder.`,
      )
    }
    rmSync(path, { force: true })
  }
  throw new LockedError(`${path} keeps coming back. Is another emulator starting there at this moment?`)
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
