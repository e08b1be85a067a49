import { deliverMessage } from '../core/deliveries.js'
import { addProfile } from '../core/profiles.js'
import type { Message, NumberCode, Verification } from '../core/records.js'
import { addSpend } from '../core/spend-limit.js'
import { addMessage, addVerification } from '../core/state.js'
import type { WebhookDelivery } from '../core/webhook-records.js'
import type { Change, World } from '../core/world.js'
import { FileError, InputError } from '../wire/input-error.js'
import { fromTimestamp } from '../wire/timestamp.js'
import type { ControlWire } from '../wire/types.js'
import type { Validate } from '../wire/validation.js'
import { toVerifiedNumber } from '../wire/verified-number.js'
import { fillOverrides, toStoredOverrides, toStoredTestNumbers } from './overrides.js'
import {
  fromStoredMessage,
  fromStoredProfile,
  fromStoredVerification,
  toStoredNumberCode,
  toStoredProfile,
  toStoredVerification,
} from './records.js'
import { fillWebhooks, toStoredWebhooks } from './webhooks.js'

/** A sandbox as a file: fixtures and stored state alike. Each line of the log beside it has the same shape. */
export type SandboxFile = ControlWire['SandboxFile']

/**
 * Reads the text of a file as a SandboxFile.
 *
 * @throws {FileError} if it is not valid JSON, has another version, or does not match the schema
 */
export function readSandboxFile(text: string, fileName: string, validate: Validate): SandboxFile {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new FileError(`${fileName} is not valid JSON (${(error as Error).message}). Fix or remove it.`)
  }
  const version = (json as { version?: unknown } | null)?.version
  if (version !== 1) {
    throw new FileError(
      `${fileName} has ${version === undefined ? 'no version' : `version ${JSON.stringify(version)}`}; this emulator reads version 1. The file was left unchanged.`,
    )
  }
  if (!validate(json)) {
    const [error] = validate.errors ?? []
    const params = error?.params as { missingProperty?: string; additionalProperty?: string } | undefined
    const name = params?.missingProperty ?? params?.additionalProperty
    throw new FileError(
      `${fileName} does not match the format at ${error?.instancePath || 'the top level'}: ${error?.keyword}${name ? ` (${name})` : ''} is not satisfied. See SandboxFile in openapi/control.yaml.`,
    )
  }
  return json as SandboxFile
}

/** Converts a whole sandbox to a file. */
export function toSandboxFile(world: World): SandboxFile {
  const { state } = world
  const numberCodes: NumberCode[] = []
  for (const { about } of state.messages) if (!('id' in about)) numberCodes.push(about)
  const testNumbers = toStoredTestNumbers(world)
  return {
    version: 1,
    meta: toMeta(world),
    profiles: Array.from(state.profiles.values(), toStoredProfile),
    templates: [...state.templates.values()],
    verifications: Array.from(state.verifications.values(), toStoredVerification),
    verified_numbers: Array.from(state.verifiedNumbers.values(), toVerifiedNumber),
    number_codes: numberCodes.map(toStoredNumberCode),
    ...(testNumbers && { test_numbers: testNumbers }),
    overrides: toStoredOverrides(world),
    ...(state.webhooks.createdCount > 0 && { webhooks: toStoredWebhooks(state.webhooks) }),
  }
}

/** Converts the changes of one command to a file that holds nothing else. */
export function toChangesFile(world: World, changes: readonly Change[]): SandboxFile {
  const file: SandboxFile = { version: 1, meta: toMeta(world) }
  const seen = new Set<object>()
  const webhooks = new Set<WebhookDelivery>()
  for (const change of changes) {
    if (change.table === 'overrides') {
      file.overrides = toStoredOverrides(world)
    } else if (change.table === 'webhooks') {
      webhooks.add(change.record)
    } else if ('removed' in change) {
      const table = change.table === 'profiles' ? 'profiles' : 'verified_numbers'
      file.removed = { ...file.removed, [table]: [...(file.removed?.[table] ?? []), change.removed] }
    } else if (!seen.has(change.record)) {
      seen.add(change.record)
      addChange(file, change)
    }
  }
  if (webhooks.size > 0) file.webhooks = toStoredWebhooks(world.state.webhooks, webhooks)
  return file
}

type RecordChange = Exclude<Change, { removed: string } | { table: 'overrides' } | { table: 'webhooks' }>

function addChange(file: SandboxFile, change: RecordChange): void {
  if (change.table === 'verifications')
    file.verifications = [...(file.verifications ?? []), toStoredVerification(change.record)]
  else if (change.table === 'profiles') file.profiles = [...(file.profiles ?? []), toStoredProfile(change.record)]
  else if (change.table === 'templates') file.templates = [...(file.templates ?? []), change.record]
  else if (change.table === 'verifiedNumbers')
    file.verified_numbers = [...(file.verified_numbers ?? []), toVerifiedNumber(change.record)]
  else file.number_codes = [...(file.number_codes ?? []), toStoredNumberCode(change.record)]
}

/** Merges the lines of a log into the file that they follow; a newer record replaces the older one in its place. */
export function mergeSandboxFiles(base: SandboxFile, log: readonly SandboxFile[]): SandboxFile {
  if (log.length === 0) return base
  const profiles = new Map(base.profiles?.map((record) => [record.id, record]))
  const templates = new Map(base.templates?.map((record) => [record.id, record]))
  const verifications = new Map(base.verifications?.map((record) => [record.id, record]))
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
  }
}

/**
 * Adds a file's records to a fresh world; missing fields get the same defaults as in a request.
 *
 * @throws {FileError} if a profile could not have been created with a request
 */
export function fillWorld(world: World, file: SandboxFile, fileName: string): void {
  try {
    fill(world, file)
  } catch (error) {
    throw error instanceof FileError || error instanceof InputError
      ? new FileError(`${fileName}: ${error.message}`)
      : error
  }
}

function fill(world: World, file: SandboxFile): void {
  const { state } = world
  fillOverrides(world, file)
  if (file.webhooks !== undefined) fillWebhooks(world, file.webhooks)
  for (const template of file.templates ?? []) state.templates.set(template.id, { ...template })
  for (const stored of file.profiles ?? []) addProfile(world, fromStoredProfile(world, stored))
  const messages: Message[] = []
  const undelivered: Verification[] = []
  for (const stored of file.verifications ?? []) {
    const verification = fromStoredVerification(world, stored)
    addVerification(state, verification)
    const profile = state.profiles.get(verification.profileId)
    if (profile !== undefined) addSpend(profile, verification.createdAt, verification.price)
    if (verification.message !== null) messages.push(verification.message)
    else if (stored.emulator?.delivery === undefined) undelivered.push(verification)
    if (verification.status === 'pending') world.agenda.add(verification.expiresAt, 'expiry', verification)
    if (verification.due !== null) world.agenda.add(verification.due.at, 'delivery', verification)
  }
  for (const { phone_number, verification_method: method, code, used, message } of file.number_codes ?? []) {
    const numberCode: NumberCode = { phoneNumber: phone_number, method, code, isUsed: used, message: null }
    state.numberCodes.set(phone_number, numberCode)
    messages.push(fromStoredMessage(message, numberCode, method, world.clock.now()))
  }
  for (const { phone_number: phoneNumber, verified_at } of file.verified_numbers ?? []) {
    state.verifiedNumbers.set(phoneNumber, {
      phoneNumber,
      verifiedAt: verified_at ? fromTimestamp(verified_at) : world.clock.now(),
    })
  }
  messages.sort((a, b) => a.sequence - b.sequence)
  for (const message of messages) addMessage(state, message)
  // A verification without a delivery was written by hand: its message has arrived, and no webhooks are sent.
  for (const verification of undelivered)
    deliverMessage({ ...world, emit: () => {} }, verification, verification.createdAt)
  state.sequence = Math.max(state.sequence, file.meta?.sequence ?? 0)
  state.lastIdMs = Math.max(state.lastIdMs, file.meta?.last_id_ms ?? 0)
}

function toMeta(world: World): NonNullable<SandboxFile['meta']> {
  const { offsetMs, frozenMs } = world.clock.position
  return {
    random: [...world.random.cursor],
    sequence: world.state.sequence,
    last_id_ms: world.state.lastIdMs,
    offset_ms: offsetMs,
    frozen_ms: frozenMs,
  }
}
