import { deliverMessage } from '../core/deliveries.js'
import { addProfile } from '../core/profiles.js'
import type { Message, NumberCode, Verification } from '../core/records.js'
import { addSpend } from '../core/spend-limit.js'
import { addMessage, addVerification, type NumberLine, type State } from '../core/state.js'
import type { World } from '../core/world.js'
import { FileError, InputError } from '../wire/input-error.js'
import { fromTimestamp } from '../wire/timestamp.js'
import type { ControlWire } from '../wire/types.js'
import { fillKept } from './fill-kept.js'
import type { KeptVerifications } from './kept-verifications.js'
import { fillOverrides } from './overrides.js'
import { fromStoredMessage, fromStoredProfile, fromStoredVerification } from './records.js'
import type { ScannedVerifications } from './scanned-verifications.js'
import { fillWebhooks } from './webhooks.js'

/** A sandbox as a file: fixtures and stored state alike. Each line of the log beside it has the same shape. */
export type SandboxFile = ControlWire['SandboxFile']

type StoredVerification = NonNullable<SandboxFile['verifications']>[number]

/** A file as it was loaded. The verifications of the emulator's own files are read when they are needed. */
export interface LoadedFile extends SandboxFile {
  /** Those of one file, or of one line of a log. */
  readonly scanned?: ScannedVerifications
  /** Reads what a line has besides verifications if that is only `meta`. Nearly all lines do; only the last is read. */
  readonly readMeta?: () => SandboxFile
  /** Those of a file and its log. Only one world can use them. */
  readonly kept?: KeptVerifications
}

/** Merges the lines of a log into the file that they follow; a newer record replaces the older one in its place. */
export function mergeSandboxFiles<File extends LoadedFile>(base: File, log: readonly File[]): File {
  if (log.length === 0) return base
  const profiles = new Map(base.profiles?.map((record) => [record.id, record]))
  const templates = new Map(base.templates?.map((record) => [record.id, record]))
  const verifications = new Map<string, StoredVerification>()
  for (const record of base.verifications ?? []) verifications.set(record.id, record)
  const verifiedNumbers = new Map(base.verified_numbers?.map((record) => [record.phone_number, record]))
  const numberCodes = new Map(base.number_codes?.map((record) => [record.message.sequence, record]))
  let { meta, overrides, test_numbers } = base
  let counts = base.webhooks
  const deliveries = new Map(base.webhooks?.deliveries?.map((record) => [record.id, record]))
  for (const line of log) {
    if (line.replaces) {
      ;({ overrides, test_numbers, webhooks: counts } = line)
      for (const table of [profiles, templates, verifications, verifiedNumbers, numberCodes, deliveries]) table.clear()
    }
    meta = line.meta ?? meta
    overrides = line.overrides ?? overrides
    counts = line.webhooks ?? counts
    for (const record of line.webhooks?.deliveries ?? []) deliveries.set(record.id, record)
    for (const id of line.removed?.profiles ?? []) profiles.delete(id)
    for (const id of line.removed?.verified_numbers ?? []) verifiedNumbers.delete(id)
    for (const record of line.profiles ?? []) profiles.set(record.id, record)
    for (const record of line.templates ?? []) templates.set(record.id, record)
    for (const record of line.verifications ?? []) verifications.set(record.id, record)
    for (const record of line.verified_numbers ?? []) {
      verifiedNumbers.delete(record.phone_number) // a repeated verification moves it to the end
      verifiedNumbers.set(record.phone_number, record)
    }
    for (const record of line.number_codes ?? []) numberCodes.set(record.message.sequence, record)
  }
  return {
    version: 1,
    ...(meta && { meta }),
    profiles: [...profiles.values()],
    templates: [...templates.values()],
    verifications: [...verifications.values()],
    verified_numbers: [...verifiedNumbers.values()],
    number_codes: [...numberCodes.values()],
    ...(test_numbers && { test_numbers }),
    ...(overrides && { overrides }),
    ...(counts && { webhooks: { ...counts, deliveries: [...deliveries.values()] } }),
  } as SandboxFile as File
}

/**
 * Adds a file's records to a fresh world; missing fields get the same defaults as in a request.
 *
 * @throws {FileError} if a profile could not have been created with a request, or two verifications have the same ID
 */
export function fillWorld(world: World, file: LoadedFile, fileName: string): void {
  for (const _ of fillInSlices(world, file, fileName));
}

/** The number of records that are added without a pause. */
const inSlice = 250

/** Like `fillWorld`, in slices: yields when others may run. The world must not be used until it is done. */
export function* fillInSlices(world: World, file: LoadedFile, fileName: string): Generator<void, void> {
  try {
    yield* fill(world, file)
  } catch (error) {
    throw error instanceof FileError || error instanceof InputError
      ? new FileError(`${fileName}: ${error.message}`)
      : error
  }
}

/** Goes through records, and yields between slices. */
function* eachInSlices<Item>(items: readonly Item[], add: (item: Item) => void): Generator<void, void> {
  for (const [index, item] of items.entries()) {
    add(item)
    if (index % inSlice === inSlice - 1) yield
  }
}

/** Messages that are added once all are known, because verifications and number codes share their sequence. */
class MessageQueue {
  readonly #messages: Message[] = []
  /** The lines of their numbers, where they are at hand. */
  readonly #lines: (NumberLine | undefined)[] = []
  #isSorted = true

  add(message: Message, line?: NumberLine): void {
    this.#isSorted &&= message.sequence > (this.#messages.at(-1)?.sequence ?? 0)
    this.#messages.push(message)
    this.#lines.push(line)
  }

  *addAll(state: State): Generator<void, void> {
    if (!this.#isSorted) {
      this.#messages.sort((a, b) => a.sequence - b.sequence)
      this.#lines.length = 0
    }
    let index = 0
    yield* eachInSlices(this.#messages, (message) => addMessage(state, message, this.#lines[index++]))
  }
}

function* fill(world: World, file: LoadedFile): Generator<void, void> {
  const { state } = world
  fillOverrides(world, file)
  if (file.webhooks !== undefined) yield* fillWebhooks(world, file.webhooks)
  yield* eachInSlices(file.templates ?? [], (template) => state.templates.set(template.id, { ...template }))
  yield* eachInSlices(file.profiles ?? [], (stored) => addProfile(world, fromStoredProfile(world, stored)))
  if (file.kept === undefined) yield* fillVerifications(world, file)
  else yield* fillUnread(world, file, file.kept)
  state.sequence = Math.max(state.sequence, file.meta?.sequence ?? 0)
  state.lastIdMs = Math.max(state.lastIdMs, file.meta?.last_id_ms ?? 0)
}

function* fillVerifications(world: World, file: SandboxFile): Generator<void, void> {
  const { state } = world
  const messages = new MessageQueue()
  const undelivered: Verification[] = []
  yield* eachInSlices(file.verifications ?? [], (stored) => {
    const verification = fromStoredVerification(world, stored)
    const before = state.verifications.size
    const line = addVerification(state, verification)
    if (state.verifications.size === before)
      throw new FileError(`there are two verifications with the ID ${stored.id}. Remove one of them.`)
    const profile = state.profiles.get(verification.profileId)
    if (profile !== undefined) addSpend(profile, verification.createdAt, verification.price)
    if (verification.message !== null) messages.add(verification.message, line)
    else if (stored.emulator?.delivery === undefined) undelivered.push(verification)
    if (verification.status === 'pending') world.agenda.add(verification.expiresAt, 'expiry', verification)
    if (verification.due !== null) world.agenda.add(verification.due.at, 'delivery', verification)
  })
  yield* fillNumbers(world, file, (message) => messages.add(message))
  yield* messages.addAll(state)
  yield* deliverAll(world, undelivered)
}

function* fillUnread(world: World, file: SandboxFile, kept: KeptVerifications): Generator<void, void> {
  const { undelivered, messages } = fillKept(world, kept)
  yield* fillNumbers(world, file, (message) => messages.add(message.sequence, message))
  messages.addAll(world)
  yield* deliverAll(world, undelivered)
}

/** Adds the codes of numbers, and the numbers that are verified. */
function* fillNumbers(
  { state, clock }: World,
  file: SandboxFile,
  addMessage: (message: Message) => void,
): Generator<void, void> {
  yield* eachInSlices(file.number_codes ?? [], (stored) => {
    const { phone_number, verification_method: method, code, used, message } = stored
    const numberCode: NumberCode = { phoneNumber: phone_number, method, code, isUsed: used, message: null }
    state.numberCodes.set(phone_number, numberCode)
    addMessage(fromStoredMessage(message, numberCode, method, clock.now()))
  })
  yield* eachInSlices(file.verified_numbers ?? [], ({ phone_number: phoneNumber, verified_at }) => {
    const verifiedAt = verified_at ? fromTimestamp(verified_at) : clock.now()
    state.verifiedNumbers.set(phoneNumber, { phoneNumber, verifiedAt })
  })
}

/** A verification without a delivery was written by hand: its message has arrived, and no webhooks are sent. */
function* deliverAll(world: World, undelivered: readonly Verification[]): Generator<void, void> {
  const silent = { ...world, emit: () => {} }
  yield* eachInSlices(undelivered, (verification) => deliverMessage(silent, verification, verification.createdAt))
}
