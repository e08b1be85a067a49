import type { Message, Verification } from '../core/records.js'
import { addSpend } from '../core/spend-limit.js'
import { beginUnread, insertMessage } from '../core/unread-verifications.js'
import type { World } from '../core/world.js'
import type { KeptVerifications } from './kept-verifications.js'
import { fromStoredVerification } from './records.js'
import { createFacts } from './verification-facts.js'

/** The messages of a file in order of their sequence: of unread verifications their places, of numbers' codes the messages. */
export class KeptMessages {
  readonly #sequences: number[] = []
  readonly #messages: (Message | number)[] = []
  #isSorted = true

  add(sequence: number, message: Message | number): void {
    this.#isSorted &&= sequence > (this.#sequences.at(-1) ?? 0)
    this.#sequences.push(sequence)
    this.#messages.push(message)
  }

  addAll({ state }: World): void {
    const sequences = this.#sequences
    const messages = this.#isSorted ? this.#messages : sortBy(this.#messages, sequences)
    const ofCodes: Message[] = []
    for (const message of messages) {
      if (typeof message === 'number') state.messages.pushUnread(message)
      else {
        state.messages.push(message)
        ofCodes.push(message)
      }
    }
    for (const sequence of sequences) state.sequence = Math.max(state.sequence, sequence)
    for (const message of ofCodes) insertMessage(state, message)
  }
}

function sortBy<Item>(items: readonly Item[], keys: readonly number[]): Item[] {
  const order = items.map((_, index) => index).sort((a, b) => (keys[a] as number) - (keys[b] as number))
  return order.map((index) => items[index] as Item)
}

/**
 * Begins a fresh world with verifications that are unread: what must be known of them before is set.
 *
 * @returns those whose message must be made, and what their messages are added to
 */
export function fillKept(
  world: World,
  kept: KeptVerifications,
): { readonly undelivered: Verification[]; readonly messages: KeptMessages } {
  const { state, agenda } = world
  const undelivered: Verification[] = []
  const messages = new KeptMessages()
  beginUnread(world, kept)
  const facts = createFacts()
  for (let place = 0; place < kept.size; place++) {
    const stored = kept.storedAt(place)
    if (stored === undefined) {
      kept.factsAt(place, facts)
      const profile = state.profiles.get(facts.profileId)
      if (profile !== undefined) addSpend(profile, facts.createdAt, facts.price)
      if (facts.sequence > 0) messages.add(facts.sequence, place)
      if (facts.isPending) agenda.addUnread(facts.expiresAt, place)
      continue
    }
    const verification = fromStoredVerification(world, stored)
    kept.setRecord(place, verification)
    const profile = state.profiles.get(verification.profileId)
    if (profile !== undefined) addSpend(profile, verification.createdAt, verification.price)
    if (verification.message !== null) messages.add(verification.message.sequence, place)
    else if (stored.emulator?.delivery === undefined) undelivered.push(verification)
    if (verification.status === 'pending') agenda.add(verification.expiresAt, 'expiry', verification)
    if (verification.due !== null) agenda.add(verification.due.at, 'delivery', verification)
  }
  kept.forgetFacts()
  return { undelivered, messages }
}
