import { TextDecoder } from 'node:util' // jsdom has no global one
import { ConnectionError } from './errors.js'
import type { ClientSchemas } from './types.js'
import { fromWire, type SchemaName } from './wire-case.js'

/**
 * Reads a stream of server-sent events whose data match one schema.
 *
 * @throws {ConnectionError} `reader_too_slow` when the reader fell behind and missed events
 */
export async function* readEvents<Name extends SchemaName>(
  schema: Name,
  response: Response,
): AsyncGenerator<ClientSchemas[Name], void, undefined> {
  for await (const { data } of readNamedEvents(response)) yield fromWire(schema, JSON.parse(data))
}

/** A server-sent event with its data as text. */
interface NamedEvent {
  readonly event: string
  readonly data: string
}

/**
 * Reads a stream of server-sent events.
 *
 * @throws {ConnectionError} `reader_too_slow` when the reader fell behind and missed events
 */
export async function* readNamedEvents(response: Response): AsyncGenerator<NamedEvent, void, undefined> {
  const decoder = new TextDecoder()
  let unread = ''
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    unread += decoder.decode(chunk, { stream: true })
    const blocks = unread.split('\n\n')
    unread = blocks.pop() as string
    for (const block of blocks) {
      const { event, data } = parseBlock(block)
      if (event === 'overflow') throw new ConnectionError(toDetail(data), 'reader_too_slow')
      if (event !== undefined) yield { event, data }
    }
  }
}

const toDetail = (data: string) => (JSON.parse(data) as { detail: string }).detail

/** Parses one event; a block of comments alone has no name. */
function parseBlock(block: string): { event: string | undefined; data: string } {
  let event: string | undefined
  const data: string[] = []
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) event = line.slice(7)
    else if (line.startsWith('data: ')) data.push(line.slice(6))
  }
  return { event, data: data.join('\n') }
}
