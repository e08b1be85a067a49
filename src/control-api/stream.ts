import type { ControlContext } from './control-context.js'
import { EventFeed, EventQueue } from './event-queue.js'
import type { AbortSignalLike } from './long-poll.js'
import type { ServerSentEvent } from './operation.js'
import { ProblemError } from './problem.js'

interface StreamRequest extends Pick<ControlContext, 'server' | 'longPolls' | 'turns'> {
  readonly signal: AbortSignalLike
}

/**
 * Opens a stream that ends when its reader disconnects or the emulator closes.
 *
 * @param advice what a reader can do about events that it has not read in time
 * @param begin starts to fill the queue and returns a function that stops it
 * @param feed where the events come from, if other readers have the same
 * @throws {ProblemError} 503 if the emulator is closing
 */
export function openStream(
  { server, longPolls, turns, signal }: StreamRequest,
  advice: string,
  begin: (queue: EventQueue) => () => void,
  feed = new EventFeed((callback) => turns.later(callback)),
): AsyncIterable<readonly ServerSentEvent[]> {
  if (server.isClosing())
    throw new ProblemError(503, 'Shutting down', 'The emulator is shutting down; there will be no further events.')
  const queue = new EventQueue(advice, feed)
  const stop = begin(queue)
  const end = () => {
    stop()
    queue.end()
    forget()
    signal.removeEventListener('abort', end)
  }
  const forget = longPolls.onClose(end)
  signal.addEventListener('abort', end, { once: true })
  const entries = queue.readEvents()
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const next = await entries.next()
        if (next.done) end()
        return next
      },
      return: async () => {
        end() // a generator that was never started does not run its own cleanup
        return { done: true, value: undefined }
      },
    }),
  }
}
