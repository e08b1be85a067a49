import { linkSync, mkdirSync, readFileSync, realpathSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { VerifyEmulatorError } from '../wire/error-base.js'

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

/** Locks held by emulators of this process. */
const held = new Set<string>()

/**
 * Locks a folder, so that two emulators never write the same files.
 *
 * @returns a function that releases the lock
 * @throws {LockedError} when another emulator holds the lock
 */
export function lockFolder(folder: string): () => void {
  return acquire({ path: join(realpathSync(folder), 'lock'), target: folder, alternative: 'data folder (--data)' })
}

/**
 * Locks a file, so that two emulators never append to it. The folder of the file must exist.
 *
 * @returns a function that releases the lock
 * @throws {LockedError} when another emulator holds the lock
 */
export function lockFile(file: string): () => void {
  const path = `${join(realpathSync(dirname(file)), basename(file))}.lock`
  return acquire({ path, target: file, alternative: 'session file (--session)' })
}

/** Takes a lock; one whose process is gone (it was killed) is taken over. */
function acquire(lock: Lock): () => void {
  const { path, target, alternative } = lock
  if (held.has(path))
    throw new LockedError(
      `${target} is in use by another emulator of this process. Close that one, or use another ${alternative}.`,
    )
  const draft = `${path}-${process.pid}`
  writeFileSync(draft, `${process.pid}\n`)
  try {
    // Linked, not written: a half-written lock is never visible.
    if (!tryTo(() => linkSync(draft, path))) takeOver(lock, draft)
  } finally {
    rmSync(draft, { force: true })
  }
  held.add(path)
  return () => {
    held.delete(path)
    rmSync(path, { force: true })
  }
}

/** Only one process at a time may remove an old lock, or the second would remove the new lock of the first. */
function takeOver({ path, target, alternative }: Lock, draft: string): void {
  const turn = `${path}-turn`
  if (!tryTo(() => mkdirSync(turn)))
    throw new LockedError(`Another emulator is starting with ${target}. If no emulator is starting, remove ${turn}.`)
  try {
    const holder = readHolder(path)
    if (isRunning(holder)) {
      throw new LockedError(
        `${target} is in use by the emulator with process ID ${holder}. Stop that one, or use another ${alternative}.`,
      )
    }
    rmSync(path, { force: true })
    if (!tryTo(() => linkSync(draft, path)))
      throw new LockedError(`Another emulator has just started with ${target}. Use another ${alternative}.`)
  } finally {
    rmdirSync(turn)
  }
}

/** The process ID in a lock; 0 if the lock was just removed. */
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

/** Whether another process is running. In a container every start has the same ID, so a lock with our ID is an old one. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
