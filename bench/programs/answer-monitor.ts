/**
 * Loaded into a server before its own code: how far its answers are from a latency, from the arrival of a request until its
 * answer is handed to the socket. Neither the client nor the way to it counts. The parent process sends the latency in
 * milliseconds when the measurement begins, and `end`; the answer to `end` is an AnswerErrors.
 */
import { channel } from 'node:diagnostics_channel'
import { performance } from 'node:perf_hooks'

/** What was measured. */
export interface AnswerErrors {
  /** Milliseconds, without a sign. */
  readonly errors: readonly number[]
  /** Processor time of the process. */
  readonly processorMs: number
}

const arrivals = new WeakMap<object, number>()
let latencyMs = 0
let errors: number[] = []
let begun = process.cpuUsage()

channel('http.server.request.start').subscribe((message) => {
  arrivals.set((message as { response: object }).response, performance.now())
})
channel('http.server.response.finish').subscribe((message) => {
  const arrivedAt = arrivals.get((message as { response: object }).response)
  if (arrivedAt !== undefined) errors.push(Math.abs(performance.now() - arrivedAt - latencyMs))
})
process.on('message', (message) => {
  const { user, system } = process.cpuUsage(begun)
  if (message === 'end') process.send?.({ errors, processorMs: (user + system) / 1000 } satisfies AnswerErrors)
  else latencyMs = Number(message)
  errors = []
  begun = process.cpuUsage()
})
process.channel?.unref()
