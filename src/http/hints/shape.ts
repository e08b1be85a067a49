import type { Channel } from '../../core/records.js'
import { verifyOperations } from '../../spec/operations.js'
import { findNearest } from '../../wire/suggest.js'
import { readSegment } from './segment.js'

export type Resource =
  | 'verifications'
  | 'profiles'
  | 'templates'
  | 'numbers'
  | 'deliveries'
  | 'key'
  | 'balance'
  | 'lookup'
  | 'records'

/** What a word in a path means. */
type Meaning =
  | { readonly resource: Resource }
  | { readonly channel: Channel }
  | { readonly by: 'phone' | 'id' }
  | { readonly action: 'check' | 'start' }
  | { readonly notEmulated: string }

const meaning = (words: string, means: Meaning) => words.split(' ').map((word) => [word, means] as const)

/** Words in lower case, without separators: those of this API, of its older versions and of its competitors. */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ...meaning('verifications verification verify verifies 2fa twofa twofactor mfa otp otps', {
    resource: 'verifications',
  }),
  ...meaning(
    'verifyprofiles verifyprofile verificationprofiles verificationprofile profiles profile services service',
    {
      resource: 'profiles',
    },
  ),
  ...meaning('templates template messagetemplates messagetemplate messagingtemplates verifytemplates', {
    resource: 'templates',
  }),
  ...meaning('verifiednumbers verifiednumber verifiedphonenumbers verifiedphonenumber', { resource: 'numbers' }),
  ...meaning('webhookdeliveries webhookdelivery', { resource: 'deliveries' }),
  ...meaning('publickey publickeys', { resource: 'key' }),
  ...meaning('balance balances', { resource: 'balance' }),
  ...meaning('numberlookup numberlookups lookup lookups', { resource: 'lookup' }),
  ...meaning('detailrecords detailrecord', { resource: 'records' }),
  ...meaning('sms text texts txt textmessage textmessages message messages smss', { channel: 'sms' }),
  ...meaning('call calls voice phonecall phonecalls voicecall tts', { channel: 'call' }),
  ...meaning('flashcall flashcalls flash missedcall', { channel: 'flashcall' }),
  ...meaning('whatsapp whatsapps wa whatsup', { channel: 'whatsapp' }),
  ...meaning('byphonenumber byphonenumbers byphone bynumber phonenumber phonenumbers phone number', { by: 'phone' }),
  ...meaning('byverificationid byid verificationid id', { by: 'id' }),
  ...meaning(
    'actions action check checks confirm confirmation validate verificationcheck verificationchecks verifycode checkcode code codes verifyotp',
    { action: 'check' },
  ),
  ...meaning('start send create new request initiate trigger resend', { action: 'start' }),
  ...meaning('dtmfconfirm psd2 rcs', { notEmulated: '' }),
])
const known = [...meanings.keys()].filter((word) => word.length > 4)

function findMeaning(word: string): Meaning | undefined {
  const exact = meanings.get(word)
  if (exact !== undefined || word.length < 5) return exact
  const nearest = findNearest(word, known, word.length > 8 ? 2 : 1)
  return nearest === undefined ? undefined : meanings.get(nearest)
}

/** What a path is about, whatever its spelling. */
export interface Shape {
  readonly resource: Resource | undefined
  readonly channel: Channel | undefined
  readonly by: 'phone' | 'id' | undefined
  readonly action: 'check' | 'start' | undefined
  /** A documented word that the emulator does not know. */
  readonly notEmulated: string | undefined
  readonly phone: string | undefined
  readonly id: string | undefined
  /** The ID after a word for profiles, in a path that goes on to verifications. */
  readonly profileId: string | undefined
  /** Words without a meaning, as sent. */
  readonly unknown: readonly string[]
  /** Clauses about the spelling. */
  readonly flaws: readonly string[]
}

/** Reads the shape of a path below `/v2`, as sent. */
export function readShape(path: string): Shape {
  const shape = {
    resource: undefined as Resource | undefined,
    channel: undefined as Channel | undefined,
    by: undefined as 'phone' | 'id' | undefined,
    action: undefined as 'check' | 'start' | undefined,
    notEmulated: undefined as string | undefined,
    phone: undefined as string | undefined,
    id: undefined as string | undefined,
    profileId: undefined as string | undefined,
    unknown: [] as string[],
    flaws: [...explainSlashes(path)],
  }
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(readSegment)
  for (const { kind, text, flaw } of segments) {
    if (flaw !== undefined && !shape.flaws.includes(flaw)) shape.flaws.push(flaw)
    if (kind === 'phone') shape.phone ??= text
    else if (kind === 'id') shape.id ??= text
    else if (kind === 'accident') shape.by ??= 'id'
    else if (kind === 'word') addWord(shape, text)
  }
  return shape
}

/** The literal segments of the documented paths. */
const ownWords: ReadonlySet<string> = new Set(verifyOperations.flatMap(({ path }) => path.split('/')))

function addWord(shape: { -readonly [Key in keyof Shape]: Shape[Key] }, text: string): void {
  const means = findMeaning(text.toLowerCase().replaceAll(/[^a-z\d]/g, ''))
  if (text !== text.toLowerCase() && ownWords.has(text.toLowerCase()))
    shape.flaws = [...shape.flaws, `write "${text}" in lower case`]
  if (means === undefined) shape.unknown = [...shape.unknown, text]
  else if ('notEmulated' in means) shape.notEmulated ??= text
  else if ('channel' in means) shape.channel = means.channel
  else if ('by' in means) shape.by = means.by
  else if ('action' in means) {
    shape.action = means.action
    if (/verif/i.test(text)) shape.resource ??= 'verifications'
  } else if (means.resource !== 'verifications') shape.resource = means.resource
  // "verify" is an action after something, and the API itself at the beginning.
  else if (/^verif(?:y|ies)$/i.test(text) && isStarted(shape)) shape.action = 'check'
  else if (shape.resource === undefined || !/^verif(?:y|ies)$/i.test(text)) {
    if (shape.resource === 'profiles') [shape.profileId, shape.id] = [shape.id, undefined]
    shape.resource = 'verifications'
  }
}

const isStarted = ({ resource, by, phone, id, unknown }: Shape) =>
  resource !== undefined || by !== undefined || phone !== undefined || id !== undefined || unknown.length > 0

/** A slash too many is often a value that is missing. */
function explainSlashes(path: string): string[] {
  const before = /([^/]+)\/\//.exec(path)?.[1]
  if (before !== undefined) {
    if (/^by_phone_number$/i.test(before)) return ['the phone number in the path is empty; is the variable set?']
    if (/^(?:verifications|verify_profiles|templates|by_verification_id|webhook_deliveries)$/i.test(before))
      return ['there are two slashes, or the ID between them is empty (is the variable set?)']
    return ['remove the double slash, or fill in the value between the slashes']
  }
  if (path.startsWith('//')) return ['remove the double slash']
  return path.length > 1 && path.endsWith('/')
    ? ['remove the trailing slash, or fill in the value after it (is the variable set?)']
    : []
}
