import type { EmulatorContext } from './emulator-context.js'
import { EventQueue } from './event-queue.js'
import type { AbortSignalLike } from './long-poll.js'
import type { ServerSentEvent } from './operation.js'
import { ProblemError } from './problem.js'

interface StreamRequest extends Pick<EmulatorContext, 'server' | 'longPolls'> {
  readonly signal: AbortSignalLike
}

/**
 * Opens a stream that ends when its reader goes, when it falls behind, or when the emulator closes.
 *
 * @param begin fills the queue from now on, until the function that it returns is called
 * @throws {ProblemError} 503 when the emulator is closing
 */
export function openStream(
  { server, longPolls, signal }: StreamRequest,
  begin: (queue: EventQueue) => () => void,
): AsyncIterable<ServerSentEvent> {
  if (server.isClosing())
    throw new ProblemError(503, 'Shutting down', 'The emulator is shutting down; nothing more will happen.')
  const queue = new EventQueue(() => end())
  const stop = begin(queue)
  queue.goLive()
  const end = () => {
    stop()
    queue.end()
    forget()
    signal.removeEventListener('abort', end)
  }
  const forget = longPolls.onClose(end)
  signal.addEventListener('abort', end, { once: true })
  const entries = queue.read()
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const next = await entries.next()
        if (next.done) end()
        return next
      },
      return: async () => {
        end() // a generator that was never begun would not hear of it
        return { done: true, value: undefined }
      },
    }),
  }
}
