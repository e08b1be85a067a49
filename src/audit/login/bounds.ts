import type { Bounds } from './scene.js'

/** For an application on this machine. */
export const localBounds: Bounds = {
  ...{ parallel: 8, race: 20, guesses: 10, rounds: 8, sameNumber: 10, manyNumbers: 30 },
  quietMs: 250,
}

/** For a driver module on this machine: each visitor may be a page of a browser. */
export const moduleBounds: Bounds = { ...localBounds, parallel: 3 }

/** For another host: one check at a time, and no more requests than show something. */
export const gentleBounds: Bounds = {
  ...{ parallel: 1, race: 5, guesses: 6, rounds: 6, sameNumber: 7, manyNumbers: 12 },
  quietMs: 1000,
}

/** How long an answer may take unless the flow file names another patience. Milliseconds. */
export const defaultPatienceMs = 5000

/** Pause before each request to another host. Milliseconds. */
export const gentlePauseMs = 100

/** Whether a host is this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return /^127(\.\d{1,3}){3}$|^\[::1\]$|(^|\.)localhost$/.test(hostname)
}
