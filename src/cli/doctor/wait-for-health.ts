import type { Probe } from './probe.js'

/** Asks the emulator for its health. @param timeoutMs how long the answer may take */
export type AskHealth = (timeoutMs: number) => Promise<Probe>

export interface WaitOptions {
  /** How long to ask again; 0 asks once. Milliseconds. */
  readonly waitMs: number
  /** Milliseconds of any clock. */
  readonly now: () => number
  readonly pause: (ms: number) => Promise<void>
}

/** The longest that one answer may take. Milliseconds. */
const longestProbeMs = 2000
/** The least time for an answer, however little is left. Milliseconds. */
const shortestProbeMs = 250
/** The first and the longest pause between two questions. Milliseconds. */
const firstPauseMs = 50
const longestPauseMs = 1000

export interface Waited {
  /** The last answer. */
  readonly last: Probe
  /** How often was asked. */
  readonly asked: number
}

/**
 * Asks until an emulator answers, or the time is over. What else answers may be a proxy in front of an emulator that is
 * still starting, so it is asked again, too.
 */
export async function waitForHealth(ask: AskHealth, { waitMs, now, pause }: WaitOptions): Promise<Waited> {
  const end = now() + waitMs
  let pauseMs = firstPauseMs
  for (let asked = 1; ; asked++) {
    const left = end - now()
    const last = await ask(waitMs === 0 ? longestProbeMs : Math.min(longestProbeMs, Math.max(left, shortestProbeMs)))
    const rest = end - now()
    if (last.found === 'emulator' || rest <= 0) return { last, asked }
    await pause(Math.min(pauseMs, rest))
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}

const advice = 'Start one with `tve`, or check the address.'

/** Explains what was seen last. */
export function explainUnhealthy(
  last: Exclude<Probe, { found: 'emulator' }>,
  { origin, waitMs, asked }: { origin: string; waitMs: number; asked: number },
): string {
  const seen = last.found === 'nothing' ? last.reason : last.says
  if (waitMs === 0) return `No healthy emulator at ${origin}: ${seen}. ${advice}`
  const questions = asked === 1 ? 'asked once' : `asked ${asked} times`
  return `No healthy emulator at ${origin} within ${waitMs / 1000} s (${questions}). Last seen: ${seen}. ${advice}`
}
