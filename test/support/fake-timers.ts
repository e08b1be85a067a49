import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import { vi } from 'vitest'

const { setTimeout, clearTimeout } = timers

/** Replaces the timers of `node:timers` as well, which the emulator uses, so that a test controls how long it waits. */
export function useFakeTimersEverywhere(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  Object.assign(timers, { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout })
  syncBuiltinESMExports()
}

export function useRealTimersEverywhere(): void {
  vi.useRealTimers()
  Object.assign(timers, { setTimeout, clearTimeout })
  syncBuiltinESMExports()
}
