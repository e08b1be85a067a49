import type { Answer } from './answer.js'
import { nextTurn } from './next-turn.js'

/** Sends JSON in parts. Each is created when the caller can take it, and other requests run in between. */
export function toPartsAnswer(parts: Iterable<string>, requestId: string): Answer {
  const iterator = parts[Symbol.iterator]()
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-request-id': requestId },
    body: {
      read: async () => {
        await nextTurn()
        const { done, value } = iterator.next()
        return done ? undefined : value
      },
      cancel: () => {
        iterator.return?.()
      },
    },
  }
}
