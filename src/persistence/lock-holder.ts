import { readFileSync } from 'node:fs'

/** The process that a lock names. */
export interface Holder {
  /** 0 if the lock names none, or was just removed. */
  readonly pid: number
  /** When it started, as the system counts; undefined if the system does not say, or an earlier version wrote the lock. */
  readonly started: string | undefined
}

/** The content of a lock: the process ID, and when the process started. */
export function formatOwner(): string {
  const started = startOf(process.pid)
  return started === undefined ? `${process.pid}\n` : `${process.pid}\n${started}\n`
}

/** Reads who holds a lock. @throws the system's error */
export function readHolder(path: string): Holder {
  try {
    const [pid, started] = readFileSync(path, 'utf8').split('\n')
    return { pid: Number(pid), started: started || undefined }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { pid: 0, started: undefined }
    throw error
  }
}

/**
 * Whether the holder of a lock is running. Another process with its ID has started at another time. In a container every
 * start has the same ID, so a lock with our ID is an old one.
 */
export function isRunning({ pid, started }: Holder): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = startOf(pid)
  return started === undefined || now === undefined || now === started
}

/** What to do if the process with the ID is not an emulator. */
export function describeHolder({ pid, started }: Holder, path: string): string {
  return started !== undefined && startOf(pid) === started
    ? `Its lock is ${path}.`
    : `The ID may belong to another program by now: if process ${pid} is not an emulator, remove ${path}.`
}

/** When a process started: the boot of the system and the ticks since. Linux only; undefined elsewhere. */
function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in brackets, may contain anything; the start is the 20th word after it.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return started === undefined ? undefined : `${boot} ${started}`
  } catch {
    return undefined
  }
}
