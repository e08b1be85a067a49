/** The way through a run that is replayed. */
import { signal } from '@preact/signals'
import { readReplay } from '../api/read.js'
import { moveReplay } from '../api/requests.js'
import type { Replay } from '../api/types.js'
import { perform } from '../parts/button.tsx'
import { connection, notify } from '../state/app.js'
import { refreshClock } from '../state/stream.js'

/** The replay as it was last read. */
export const replay = signal<Replay | null>(null)
/** Number of the request that is looked at; null follows the replay. */
const chosen = signal<number | null>(null)
let isReading = false
let isStale = false

/** Number of the request whose details are shown; 0 before the first. */
export const shownRequest = () => chosen.value ?? replay.value?.at ?? 0

/** Reads the replay; once more if something changed meanwhile, but never twice at the same time. */
export async function refreshReplay(): Promise<void> {
  isStale = true
  if (isReading) return
  isReading = true
  try {
    while (isStale) {
      isStale = false
      replay.value = await readReplay(connection.value)
    }
  } catch (error) {
    notify((error as Error).message, 'bad')
  } finally {
    isReading = false
  }
}

/** Shows a request. One that is ahead is carried out, with those before it; what was carried out stays. */
export async function showRequest(number: number): Promise<void> {
  const { at = 0 } = replay.value ?? {}
  if (number <= at) {
    chosen.value = number === at ? null : number
    return
  }
  chosen.value = null
  await perform(`Go to request ${number}`, moveReplay(number))
  await refreshReplay()
  refreshClock()
}

/** Goes to the next request, or back to the one before. */
export function moveInReplay(step: number): void {
  const last = replay.value?.requests.length ?? 0
  const number = Math.min(shownRequest() + step, last)
  if (number >= 1) void showRequest(number)
}
