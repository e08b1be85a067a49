import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseProcessStat, parseThreadSchedule, readProcessorMs, readResidentMb } from '../../bench/processor-time.js'

/** The text of `/proc/<pid>/stat`, with 37 ticks of user time and 5 of system time. */
const stat = (name: string) => `4711 (${name}) S 1 4711 4711 0 -1 4194560 900 20 0 0 37 5 8 9 20 0 11 0 123 456 789\n`

/** A proc file system with one process and its threads, in nanoseconds. */
function writeProc(threads: readonly string[]): string {
  const proc = mkdtempSync(join(tmpdir(), 'tve-proc-'))
  onTestFinished(() => rmSync(proc, { recursive: true }))
  mkdirSync(join(proc, '4711/task'), { recursive: true })
  writeFileSync(join(proc, '4711/stat'), stat('node'))
  writeFileSync(join(proc, '4711/status'), 'Name:\tnode\nVmPeak:\t  900000 kB\nVmRSS:\t   48128 kB\n')
  threads.forEach((schedule, index) => {
    mkdirSync(join(proc, `4711/task/${4711 + index}`))
    if (schedule !== '') writeFileSync(join(proc, `4711/task/${4711 + index}/schedstat`), schedule)
  })
  return proc
}

test.each(['node', 'a name', 'odd) S (name', ''])('the processor time of a program called "%s" is found', (name) => {
  expect(parseProcessStat(stat(name))).toBe(420)
})

test('another text is an error', () => {
  expect(() => parseProcessStat('4711 (node) S')).toThrow('Not the text of /proc/<pid>/stat')
})

test('the time of a thread is in nanoseconds', () => {
  expect(parseThreadSchedule('1234567 89 3\n')).toBeCloseTo(1.234567)
})

test('living threads are counted exactly', () => {
  expect(readProcessorMs(4711, writeProc(['400500000 1 1\n', '27250000 1 1\n']))).toBeCloseTo(427.75)
})

test('threads that have ended, or are counted nowhere, are in the ticks of the process', () => {
  expect(readProcessorMs(4711, writeProc(['100000000 1 1\n', '']))).toBe(420)
})

test('the memory of a process is the resident one', () => {
  expect(readResidentMb(4711, writeProc([]))).toBe(47)
})

test('a process that does not exist is an error', () => {
  expect(() => readProcessorMs(4712, writeProc([]))).toThrow('ENOENT')
})
