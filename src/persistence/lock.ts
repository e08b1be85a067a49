import { linkSync, mkdirSync, realpathSync, rmdirSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { VerifyEmulatorError } from '../wire/error-base.js'
import { describeHolder, formatOwner, type Holder, isRunning, readHolder } from './lock-holder.js'

/**
 * Another emulator uses the data folder or the session file.
 *
 * @example
 * ```ts
 * await createEmulator({ data: './state' }).catch((error) => {
 *   if (error instanceof LockedError) console.error(error.message)
 *   else throw error
 * })
 * ```
 */
export class LockedError extends VerifyEmulatorError {
  override readonly name = 'LockedError'
  override readonly code = 'locked'
}

interface Lock {
  /** The file that is the lock. */
  readonly path: string
  /** The locked folder or file, for errors. */
  readonly target: string
  /** What a second emulator needs instead, for errors. */
  readonly alternative: string
}

/** A lock that this process holds. */
export interface HeldLock {
  /**
   * Makes sure that the lock is still held: someone may have removed it, or the whole folder.
   *
   * @throws {LockedError} when another emulator holds it now; the system's error when it cannot be taken again
   */
  readonly require: () => void
  readonly release: () => void
}

/** Locks held by emulators of this process. */
const held = new Set<string>()

/**
 * Locks a folder, so that two emulators never write the same files.
 *
 * @throws {LockedError} when another emulator holds the lock
 */
export function lockFolder(folder: string): HeldLock {
  return hold({ path: join(realpathSync(folder), 'lock'), target: folder, alternative: 'data folder (--data)' })
}

/**
 * Locks a file, so that two emulators never append to it. The folder of the file must exist.
 *
 * @returns a function that releases the lock
 * @throws {LockedError} when another emulator holds the lock
 */
export function lockFile(file: string): () => void {
  const path = `${join(realpathSync(dirname(file)), basename(file))}.lock`
  return hold({ path, target: file, alternative: 'session file (--session)' }).release
}

function hold(lock: Lock): HeldLock {
  const { path, target, alternative } = lock
  if (held.has(path))
    throw new LockedError(
      `${target} is in use by another emulator of this process. Close that one, or use another ${alternative}.`,
    )
  let stats = acquire(lock)
  held.add(path)
  const findOurs = () => {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) return 'missing'
    // The number of a removed file is used again; a lock is never written twice.
    return found.ino === stats.ino && found.dev === stats.dev && found.mtimeMs === stats.mtimeMs
  }
  return {
    require: () => {
      const isOurs = findOurs()
      if (isOurs === 'missing') stats = acquire(lock)
      else if (!isOurs) throw inUse(lock, readHolder(path))
    },
    release: () => {
      held.delete(path)
      try {
        if (findOurs() === true) rmSync(path, { force: true })
      } catch {
        // The folder cannot be read any more. The next start takes over a lock whose process is gone.
      }
    },
  }
}

/** Takes a lock; one whose process is gone (it was killed) is taken over. */
function acquire(lock: Lock): Stats {
  const { path } = lock
  const draft = `${path}-${process.pid}`
  try {
    writeFileSync(draft, formatOwner())
    const stats = statSync(draft)
    // Linked, not written: a half-written lock is never visible.
    if (!tryTo(() => linkSync(draft, path))) takeOver(lock, draft)
    return stats
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Only one process at a time may remove an old lock, or the second would remove the new lock of the first. */
function takeOver(lock: Lock, draft: string): void {
  const { path, target, alternative } = lock
  const turn = `${path}-turn`
  if (!tryTo(() => mkdirSync(turn)))
    throw new LockedError(`Another emulator is starting with ${target}. If no emulator is starting, remove ${turn}.`)
  try {
    const holder = readHolder(path)
    if (isRunning(holder)) throw inUse(lock, holder)
    rmSync(path, { force: true })
    if (!tryTo(() => linkSync(draft, path)))
      throw new LockedError(`Another emulator has just started with ${target}. Use another ${alternative}.`)
  } finally {
    rmdirSync(turn)
  }
}

function inUse({ path, target, alternative }: Lock, holder: Holder): LockedError {
  return new LockedError(
    `${target} is in use by the emulator with process ID ${holder.pid}. Stop that one, or use another ${alternative}. ${describeHolder(holder, path)}`,
  )
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
