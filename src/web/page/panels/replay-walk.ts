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

/** Number of the request whose details are shown; 0 before the first. */
export const shownRequest = () => chosen.value ?? replay.value?.at ?? 0

export async function refreshReplay(): Promise<void> {
  try {
    replay.value = await readReplay(connection.value)
  } catch (error) {
    notify((error as Error).message, 'bad')
  }
}

/** Shows a request. One that is ahead is carried out, with those before it; what was carried out stays. */
export async function showRequest(number: number): Promise<void> {
  chosen.value = number
  if (replay.value === null || number <= replay.value.at) return
  await perform(`Go to request ${number}`, moveReplay(number))
  await refreshReplay()
  refreshClock()
}

/** Goes to the next request, or back to the one before. */
export function moveInReplay(step: number): void {
  const last = replay.value?.requests.length ?? 0
  void showRequest(Math.min(Math.max(shownRequest() + step, 1), last))
}
