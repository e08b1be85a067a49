import { readdirSync, readFileSync } from 'node:fs'

/** Milliseconds of a tick of `/proc/<pid>/stat`: Linux shows programs 100 ticks a second, whatever it counts in. */
const msPerTick = 10

/**
 * Reads the processor time, user and system, from the text of `/proc/<pid>/stat`: all threads, those that ended included.
 *
 * @returns milliseconds, in steps of 10
 * @throws if the text has another form
 */
export function parseProcessStat(text: string): number {
  // The second field is the name of the program in parentheses, which may contain spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  // The first of these fields is the third of proc(5); utime and stime are the 14th and 15th.
  const ms = (Number(fields[11]) + Number(fields[12])) * msPerTick
  if (!(ms >= 0)) throw new Error(`Not the text of /proc/<pid>/stat: ${text}`)
  return ms
}

/** Reads the processor time from the text of `/proc/<pid>/task/<tid>/schedstat`. @returns milliseconds of one thread */
export function parseThreadSchedule(text: string): number {
  return Number(text.slice(0, text.indexOf(' '))) / 1e6
}

/**
 * The processor time that a process has used, user and system. Linux only.
 *
 * Living threads are counted in nanoseconds where the kernel does so, and the ticks of the whole process are the lower
 * limit: a start takes only a few ticks, and threads that have ended are in the ticks alone.
 *
 * @param proc the folder of the proc file system
 * @returns milliseconds
 * @throws if the process does not exist
 */
export function readProcessorMs(pid: number, proc = '/proc'): number {
  const ticks = parseProcessStat(readFileSync(`${proc}/${pid}/stat`, 'utf8'))
  let precise = 0
  for (const thread of readdirSync(`${proc}/${pid}/task`)) {
    try {
      precise += parseThreadSchedule(readFileSync(`${proc}/${pid}/task/${thread}/schedstat`, 'utf8'))
    } catch {
      // A thread that has just ended, or a kernel that keeps no such file.
    }
  }
  return Math.max(ticks, precise)
}

/** Reads the resident memory of a process. Linux only. @returns MB (2^20 bytes) */
export function readResidentMb(pid: number, proc = '/proc'): number {
  const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`${proc}/${pid}/status`, 'utf8')) ?? []
  return Number(kb) / 1024
}
