import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { onTestFinished } from 'vitest'

/** The calls that change a disk. */
const writing = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'renameSync',
  'truncateSync',
  'ftruncateSync',
  'mkdirSync',
  'rmSync',
  'linkSync',
  'writeFileSync',
] as const

/** The calls that only look at it. */
const reading = ['readFileSync', 'statSync', 'fstatSync'] as const

export type Call = (typeof writing)[number] | (typeof reading)[number] | 'fsync'

/** What a failing call does to the bytes that it was given. */
export type Manner = 'nothing' | 'some' | 'all but one'

export interface Failure {
  readonly code: 'ENOSPC' | 'EIO' | 'EROFS' | 'EDQUOT'
  /** What a failing write has written before it fails. @default nothing */
  readonly manner?: Manner
}

export interface FailingDisk {
  /** The calls in the folder since the last plan, in order. */
  readonly calls: readonly Call[]
  /** Changes the folder; everything outside of it works. */
  readonly watch: (folder: string) => void
  /** Lets the call with this index fail, and with `isLasting` all calls after it, too. */
  readonly failAt: (index: number, failure: Failure, options?: { isLasting?: boolean }) => void
  /** Lets every write be shorter than asked for; that alone is not an error. */
  readonly writeShort: () => void
  /** Lets all calls succeed from now on. */
  readonly heal: () => void
}

/** Lets calls of `node:fs` fail, for paths in a folder and for files that were opened in it. Undone after the test. */
export function useFailingDisk({ withReads = false } = {}): FailingDisk {
  let folder: string | undefined
  const names: readonly Call[] = withReads ? [...writing, ...reading] : writing
  const real = { ...fs }
  const descriptors = new Set<unknown>()
  const calls: Call[] = []
  let plan: { index: number; failure: Failure; isLasting: boolean } | undefined
  let isShort = false

  const isInside = (target: unknown) =>
    descriptors.has(target) || (folder !== undefined && String(target).startsWith(folder))
  const isFailing = () => {
    if (plan === undefined) return false
    const index = calls.length - 1
    return plan.isLasting ? index >= plan.index : index === plan.index
  }
  const fail = (name: Call, args: readonly unknown[]): never => {
    const { code, manner = 'nothing' } = (plan as { failure: Failure }).failure
    if (name === 'writeSync' && manner !== 'nothing') {
      const bytes = (args[1] as Buffer).subarray((args[2] as number | undefined) ?? 0)
      const length = manner === 'some' ? Math.floor(bytes.length / 2) : bytes.length - 1
      real.writeSync(args[0] as number, Buffer.from(bytes.subarray(0, length)))
    }
    throw Object.assign(new Error(`${code}: a planned failure, ${name}`), { code })
  }
  for (const name of names) {
    const original = real[name] as (...args: unknown[]) => unknown
    const replacement = (...args: unknown[]): unknown => {
      if (!isInside(args[0])) {
        const result = original(...args)
        descriptors.delete(name === 'openSync' ? result : undefined) // the number of a closed file is used again
        return result
      }
      calls.push(name)
      if (isFailing()) fail(name, args)
      if (isShort && name === 'writeSync') {
        const [descriptor, bytes, offset = 0] = args as [number, Buffer, number?]
        return real.writeSync(descriptor, bytes, offset, Math.min(7, bytes.length - offset))
      }
      const result = original(...args)
      if (name === 'openSync') descriptors.add(result)
      return result
    }
    ;(fs as unknown as Record<string, unknown>)[name] = replacement
  }
  // The only call that does not hold up others: its failure comes later.
  const fsync = (descriptor: number, callback: (error: Error | null) => void): void => {
    if (!isInside(descriptor)) return void real.fsync(descriptor, callback)
    calls.push('fsync')
    if (!isFailing()) return void real.fsync(descriptor, callback)
    const { code } = (plan as { failure: Failure }).failure
    setImmediate(() => callback(Object.assign(new Error(`${code}: a planned failure, fsync`), { code })))
  }
  ;(fs as unknown as Record<string, unknown>).fsync = fsync
  syncBuiltinESMExports()
  onTestFinished(() => {
    ;(fs as unknown as Record<string, unknown>).fsync = real.fsync
    for (const name of names) (fs as unknown as Record<string, unknown>)[name] = real[name]
    syncBuiltinESMExports()
  })
  return {
    calls,
    watch: (watched) => {
      folder = watched
      descriptors.clear()
    },
    failAt: (index, failure, { isLasting = false } = {}) => {
      calls.length = 0
      plan = { index, failure, isLasting }
    },
    writeShort: () => {
      isShort = true
    },
    heal: () => {
      calls.length = 0
      plan = undefined
      isShort = false
    },
  }
}
