import { MessageList } from './message-list.js'
import { createOverrides, type Overrides } from './overrides.js'
import { RecordList } from './record-list.js'
import type { Message, NumberCode, Profile, Template, Verification, VerifiedNumber } from './records.js'
import { ShardedMap } from './sharded-map.js'
import { createWebhookLog, type WebhookLog } from './webhook-records.js'

/** The verifications of one number and profile. */
interface ProfileLine {
  /** Empty in the line of a number that has no verification. */
  profileId: string
  newestOfProfile: Verification | null
  newestPending: Verification | null
  next: ProfileLine | null
}

/** Everything known about one phone number. Almost every number has just one profile, so the first one's line is this. */
export interface NumberLine extends ProfileLine {
  newest: Verification | null
  count: number
  newestMessage: Message | null
}

/** The second in which a key's requests are counted (its first millisecond), and their number. */
export interface RateWindow {
  startMs: number
  count: number
}

/** Everything a sandbox stores. The functions in this file build it, so that its indexes always agree. */
export interface State {
  readonly profiles: Map<string, Profile>
  /** The profiles, newest first; null once one was added, changed or removed. */
  profileList: readonly Profile[] | null
  readonly templates: Map<string, Template>
  readonly verifications: RecordList<Verification>
  readonly numbers: ShardedMap<NumberLine>
  readonly numberCodes: Map<string, NumberCode>
  readonly verifiedNumbers: Map<string, VerifiedNumber>
  /** In order of their sequence. */
  readonly messages: MessageList
  /** Number of messages so far. */
  sequence: number
  /** The time in the last generated profile ID (P12). */
  lastIdMs: number
  readonly overrides: Overrides
  readonly webhooks: WebhookLog
  /** The rate limit used by each key, by a hash of the key. */
  readonly rateWindows: Map<string, RateWindow>
  /** The end of the ban of each number that received too many codes. Unix milliseconds. */
  readonly bans: Map<string, number>
}

export function createState(): State {
  return {
    profiles: new Map(),
    profileList: null,
    templates: new Map(),
    verifications: new RecordList(),
    numbers: new ShardedMap(),
    numberCodes: new Map(),
    verifiedNumbers: new Map(),
    messages: new MessageList(),
    sequence: 0,
    lastIdMs: 0,
    overrides: createOverrides(),
    webhooks: createWebhookLog(),
    rateWindows: new Map(),
    bans: new Map(),
  }
}

export function lineOf(state: State, phoneNumber: string): NumberLine {
  let line = state.numbers.get(phoneNumber)
  if (line === undefined) {
    line = createLine()
    state.numbers.set(phoneNumber, line)
  }
  return line
}

export const createLine = (): NumberLine => ({
  profileId: '',
  newestOfProfile: null,
  newestPending: null,
  next: null,
  newest: null,
  count: 0,
  newestMessage: null,
})

function profileLineOf(line: NumberLine | undefined, profileId: string): ProfileLine | null {
  let profileLine: ProfileLine | null = line ?? null
  while (profileLine !== null && profileLine.profileId !== profileId) profileLine = profileLine.next
  return profileLine
}

/** Adds a verification that is newer than all others of its number. @returns the line of its number */
export function addVerification(state: State, verification: Verification): NumberLine {
  state.verifications.add(verification)
  const line = lineOf(state, verification.phoneNumber)
  linkVerification(line, verification)
  return line
}

/** Makes a verification the newest one of its number. */
export function linkVerification(line: NumberLine, verification: Verification): void {
  verification.older = line.newest
  line.newest = verification
  line.count++
  const profileLine = profileLineOf(line, verification.profileId) ?? addProfileLine(line, verification.profileId)
  verification.olderPending = profileLine.newestPending
  profileLine.newestOfProfile = verification
  profileLine.newestPending = verification
}

function addProfileLine(line: NumberLine, profileId: string): ProfileLine {
  if (line.profileId === '') {
    line.profileId = profileId
    return line
  }
  line.next = { profileId, newestOfProfile: null, newestPending: null, next: line.next }
  return line.next
}

/** The verification for a check by phone number: the newest pending one, or else the newest (C6). */
export function findForCheck(state: State, phoneNumber: string, profileId: string): Verification | null {
  const profileLine = profileLineOf(state.numbers.get(phoneNumber), profileId)
  if (profileLine === null) return null
  // A settled verification never becomes pending again, so each is skipped only once.
  while (profileLine.newestPending !== null && profileLine.newestPending.status !== 'pending') {
    profileLine.newestPending = profileLine.newestPending.olderPending
  }
  return profileLine.newestPending ?? profileLine.newestOfProfile
}

/** One page of a number's verifications, newest first; `start` counts from 0. */
export function verificationsOf(state: State, phoneNumber: string, start: number, count: number): Verification[] {
  const page: Verification[] = []
  let verification = state.numbers.get(phoneNumber)?.newest ?? null
  for (let index = 0; verification !== null && page.length < count; index++) {
    if (index >= start) page.push(verification)
    verification = verification.older
  }
  return page
}

/** Adds a message to the list, its number and its subject. @param line the line of its number, if it is at hand */
export function addMessage(state: State, message: Message, line = lineOf(state, message.about.phoneNumber)): void {
  message.older = line.newestMessage
  line.newestMessage = message
  message.about.message = message
  state.messages.push(message)
  state.sequence = Math.max(state.sequence, message.sequence)
}
