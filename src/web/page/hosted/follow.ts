/** Keeps the app in step with the emulator by calls of one tool, each of which waits for a change. */
import { batch } from '@preact/signals'
import { fromWire } from '../../../client/wire-case.js'
import type { Message } from '../api/types.js'
import { chosenNumber, link, linkError, replaceRecords, sandbox, takeClock } from '../state/app.js'
import { announceMessages } from '../state/arrivals.js'
import { Records } from '../state/records.js'
import type { Host, ToolResult } from './host.js'

/** What both tools of the handset answer; the schemas are those of the control document. */
interface HandsetAnswer {
  readonly sandbox: string
  readonly phone_number?: string
  readonly boot: string
  readonly cursor: string
  readonly clock: unknown
  readonly messages: readonly unknown[]
}

/** The pauses after a call that failed. Milliseconds. */
const shortestPauseMs = 500
const longestPauseMs = 5000

let knownIds: ReadonlySet<string> | null = null

/** Shows an answer. Messages that were not in the one before have just arrived. */
export function show({ structuredContent }: ToolResult): HandsetAnswer {
  const answer = structuredContent as unknown as HandsetAnswer
  const messages = answer.messages.map((message) => fromWire('Message', message)) as readonly Message[]
  const records = new Records()
  records.load(messages, [])
  const arrived = knownIds === null ? [] : messages.filter(({ id }) => !knownIds?.has(id)).reverse()
  knownIds = new Set(messages.map(({ id }) => id))
  batch(() => {
    sandbox.value = answer.sandbox
    chosenNumber.value = answer.phone_number ?? null
    takeClock(fromWire('ClockAnswer', answer.clock))
    replaceRecords(records)
    link.value = 'live'
  })
  if (arrived.length > 0) announceMessages(arrived)
  return answer
}

/** Follows the emulator from an answer on, until the signal. */
export async function follow(host: Host, first: HandsetAnswer, signal: AbortSignal): Promise<void> {
  let last = first
  let pause = shortestPauseMs
  while (!signal.aborted) {
    const { phone_number, boot, cursor: since } = last
    try {
      const args = { sandbox: last.sandbox, ...(phone_number && { phone_number }), boot, since }
      const result = await host.callTool('read_handset', args)
      if (signal.aborted) return
      last = show(result)
      pause = shortestPauseMs
    } catch (error) {
      link.value = 'offline'
      linkError.value = (error as Error).message
      await new Promise((resolve) => setTimeout(resolve, pause))
      pause = Math.min(pause * 2, longestPauseMs)
    }
  }
}
