import { LongList } from './long-list.js'
import type { Message, NumberCode } from './records.js'

/** The messages of a sandbox in order of their sequence. Those of unread verifications are read with them. */
export class MessageList {
  /** Messages, and the places of verifications whose message is read when it is needed. */
  readonly #items = new LongList<Message | number>()
  readonly #numberCodes: NumberCode[] = []
  #read: (place: number) => Message = () => {
    throw new Error('nothing is unread')
  }

  get length(): number {
    return this.#items.length
  }

  push(message: Message): void {
    this.#items.push(message)
    if (!('id' in message.about)) this.#numberCodes.push(message.about)
  }

  /** @param read returns the message of the verification at a place */
  begin(read: (place: number) => Message): void {
    this.#read = read
  }

  /** Adds the message of the verification at a place. */
  pushUnread(place: number): void {
    this.#items.push(place)
  }

  /** The message at a place of this list, from 0. */
  at(index: number): Message {
    const item = this.#items.at(index)
    if (typeof item !== 'number') return item
    const message = this.#read(item)
    this.#items.set(index, message)
    return message
  }

  /** The codes of numbers that were sent, which can be few among millions of messages. */
  get numberCodes(): readonly NumberCode[] {
    return this.#numberCodes
  }
}
