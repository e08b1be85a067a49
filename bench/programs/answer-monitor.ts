/**
 * Loaded into a server before its own code: how far its answers are from a latency, from the arrival of a request until its
 * answer is handed to the socket. Neither the client nor the way to it counts. The parent process sends the latency in
 * milliseconds when the measurement begins, and `end`; the answer to `end` is an AnswerErrors.
 */
import { channel } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
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

function noteAnswer(key: object): void {
  const arrivedAt = arrivals.get(key)
  if (arrivedAt === undefined) return
  arrivals.delete(key)
  errors.push(Math.abs(performance.now() - arrivedAt - latencyMs))
}

// Requests of Node's server, which reads from its sockets without their events.
channel('http.server.request.start').subscribe((message) => {
  arrivals.set((message as { response: object }).response, performance.now())
})
channel('http.server.response.finish').subscribe((message) => {
  noteAnswer((message as { response: object }).response)
})

// A server that reads its sockets itself publishes neither. The load has one request in flight on a connection, in one chunk.
channel('net.server.socket').subscribe((message) => {
  const { socket } = message as { socket: Socket }
  let arrivedAt: number | undefined
  const { push } = socket
  socket.push = (chunk, encoding) => {
    if (chunk !== null) arrivedAt = performance.now()
    return push.call(socket, chunk, encoding)
  }
  const { write } = socket
  socket.write = ((...args: Parameters<typeof write>) => {
    if (arrivedAt !== undefined) errors.push(Math.abs(performance.now() - arrivedAt - latencyMs))
    arrivedAt = undefined
    return write.apply(socket, args)
  }) as typeof write
})
process.on('message', (message) => {
  const { user, system } = process.cpuUsage(begun)
  if (message === 'end') process.send?.({ errors, processorMs: (user + system) / 1000 } satisfies AnswerErrors)
  else latencyMs = Number(message)
  errors = []
  begun = process.cpuUsage()
})
process.channel?.unref()
