import type { UnreadRecords } from './record-list.js'
import type { Message, Verification } from './records.js'
import { createLine, lineOf, linkVerification, type NumberLine, type State } from './state.js'
import type { World } from './world.js'

/** The verifications that a sandbox is loaded with. Each is read from its file when it, or another of its number, is needed. */
export interface UnreadVerifications extends UnreadRecords<Verification> {
  /** The place of the newest one of a number; -1 without any. */
  newestOf(phoneNumber: string): number
  /** The place of the one before it of the same number; -1 if it is the first. */
  olderThan(place: number): number
  phoneNumberAt(place: number): string
}

/**
 * Begins an empty world with verifications that are unread. The world then looks like one that they were added to: whatever
 * touches a number reads all of its verifications first, so their links agree.
 */
export function beginUnread({ state, agenda }: World, unread: UnreadVerifications): void {
  const { verifications, numbers, messages } = state
  const load = (place: number) => {
    numbers.get(unread.phoneNumberAt(place))
  }
  verifications.begin(unread, load)
  numbers.whenMissing = (phoneNumber) => {
    const newest = unread.newestOf(phoneNumber)
    return newest < 0 ? undefined : readNumber(state, unread, newest, phoneNumber)
  }
  messages.begin((place) => verifications.at(place).message as Message)
  agenda.begin({
    read: (place) => verifications.at(place),
    isUnread: (place) => verifications.isUnread(place),
  })
}

/** Reads all verifications of a number, oldest first. */
function readNumber(state: State, unread: UnreadVerifications, newest: number, phoneNumber: string): NumberLine {
  const places: number[] = []
  for (let place = newest; place >= 0; place = unread.olderThan(place)) places.push(place)
  const line = createLine()
  state.numbers.set(phoneNumber, line)
  const messages: Message[] = []
  for (const place of places.reverse()) {
    const verification = unread.read(place)
    state.verifications.put(place, verification)
    linkVerification(line, verification)
    if (verification.message !== null) messages.push(verification.message)
  }
  linkMessages(line, messages)
  return line
}

function linkMessages(line: NumberLine, messages: Message[]): void {
  messages.sort((a, b) => a.sequence - b.sequence)
  for (const message of messages) {
    message.older = line.newestMessage
    line.newestMessage = message
  }
}

/** Adds a message of a file to its number in order of its sequence; the number may have unread ones. */
export function insertMessage(state: State, message: Message): void {
  const line = lineOf(state, message.about.phoneNumber)
  const messages = [message]
  for (let other = line.newestMessage; other !== null; other = other.older) messages.push(other)
  line.newestMessage = null
  linkMessages(line, messages)
  message.about.message = message
}
