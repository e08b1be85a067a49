/** One server-sent event. */
export interface StreamEvent {
  readonly name: string
  readonly id: string
  readonly data: string
}

/** Splits a stream of server-sent events into events; comments and events without a name are dropped. */
export class EventParser {
  #unread = ''

  /** The events that a chunk completes. */
  push(chunk: string): StreamEvent[] {
    const blocks = (this.#unread + chunk).split('\n\n')
    this.#unread = blocks.pop() ?? ''
    return blocks.map(toEvent).filter(({ name }) => name !== '')
  }
}

function toEvent(block: string): StreamEvent {
  let name = ''
  let id = ''
  const data: string[] = []
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    const value = line.slice(colon + 1).replace(/^ /, '')
    const field = line.slice(0, colon)
    if (field === 'event') name = value
    else if (field === 'id') id = value
    else if (field === 'data') data.push(value)
  }
  return { name, id, data: data.join('\n') }
}
