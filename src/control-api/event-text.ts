import type { ServerSentEvent } from './operation.js'

/** Readers of one feed are often given the same events at once. */
const texts = new WeakMap<readonly ServerSentEvent[], string>()

/** Formats events as the text of a stream, once for all readers that are given the same list. */
export function toEventText(events: readonly ServerSentEvent[]): string {
  let text = texts.get(events)
  if (text === undefined) {
    text = events.map(toBlock).join('')
    texts.set(events, text)
  }
  return text
}

const toBlock = ({ event, id, data }: ServerSentEvent) =>
  `event: ${event}\n${id === null ? '' : `id: ${id}\n`}data: ${data}\n\n`
