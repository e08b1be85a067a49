import type { ItemKind } from '../../report/report.js'
import type { DocumentDifference } from './compare.js'

/** What a difference means for an application that works with the emulator. */
export interface Judgement {
  readonly kind: Extract<ItemKind, 'breaking' | 'differs'>
  readonly sentence: string
}

const breaking = (sentence: string): Judgement => ({ kind: 'breaking', sentence })
const differs = (sentence: string): Judgement => ({ kind: 'differs', sentence })

/**
 * Judges a difference by who is hurt. What a client sends must be allowed by the vendor's document, so that one being
 * narrower breaks clients; what it reads must be promised there, so that one being wider breaks them. Anything else is
 * for the emulator to catch up with.
 */
export function judge(difference: DocumentDifference): Judgement {
  const { place, keyword, side } = difference
  if (place === '') return judgeOperation(difference)
  const isAnswer = /^(\d|default)/.test(place)
  if (keyword !== undefined) return judgeKeyword(difference, keyword, isAnswer)
  if (!isAnswer) {
    return side === 'ours'
      ? breaking('The emulator takes it, their document does not know it: what works here may be refused there.')
      : differs('Their document takes it, the emulator passes over it.')
  }
  const isStatus = !/[/[|]/.test(place)
  const isSuccess = place.startsWith('2')
  if (isStatus && place.endsWith(' content')) {
    return side === 'ours'
      ? differs('The emulator answers with a body, their document says nothing about one.')
      : differs('Their document says what is in the body, the emulator answers without one.')
  }
  if (isStatus && !isSuccess) {
    return side === 'ours'
      ? differs('The emulator answers so, their document does not say that it happens.')
      : differs('Their document says that it happens, the emulator never answers so.')
  }
  return side === 'ours'
    ? breaking('The emulator answers it, their document does not: what reads it here finds nothing there.')
    : isStatus
      ? breaking('Their document has a success that the emulator never answers.')
      : differs('Their document answers it, the emulator does not.')
}

function judgeOperation({ keyword, side }: DocumentDifference): Judgement {
  if (side === 'ours') return breaking('Their document lacks the operation: what calls it works here and not there.')
  if (side === 'theirs') return differs('The emulator lacks the operation: it answers 404.')
  if (keyword === 'id') return differs('It is called otherwise: only what is generated from the documents sees that.')
  return breaking(
    keyword === 'security' ? 'Another kind of key is asked for.' : 'It has moved: what calls it here gets a 404 there.',
  )
}

function judgeKeyword({ theirs, ours }: DocumentDifference, keyword: string, isAnswer: boolean): Judgement {
  const { isNarrower, isWider } = compareReach(keyword, theirs, ours)
  if (!isAnswer && isNarrower)
    return breaking('Their document allows less: what is sent here with success may be refused there.')
  if (isAnswer && isWider)
    return breaking('Their document promises less: an answer may come that the emulator never gives.')
  if (isNarrower || isWider) {
    return differs(
      isAnswer ? 'Their document promises more than the emulator.' : 'Their document allows more than the emulator.',
    )
  }
  return differs(keyword === 'default' ? 'What is left out means something else there.' : 'It is said otherwise there.')
}

interface Reach {
  /** Theirs lets through less than ours. */
  readonly isNarrower: boolean
  readonly isWider: boolean
}

/** Whether their value of a keyword lets through less than ours, or more; one that was merely changed does both. */
function compareReach(keyword: string, theirs: unknown, ours: unknown): Reach {
  const [their, our] = [theirs, ours].map((value) => (value === undefined ? [] : [value].flat().map(String))) as [
    string[],
    string[],
  ]
  const lacks = (some: string[], others: string[]) => others.some((value) => !some.includes(value))
  switch (keyword) {
    case 'required': // the more names, the less goes through
      return { isNarrower: lacks(our, their), isWider: lacks(their, our) }
    case 'type':
    case 'enum':
      if (theirs === undefined || ours === undefined)
        return { isNarrower: ours === undefined, isWider: theirs === undefined }
      return { isNarrower: lacks(their, our), isWider: lacks(our, their) }
    case 'pattern':
    case 'format':
    case 'const':
      return { isNarrower: theirs !== undefined, isWider: ours !== undefined }
    case 'additionalProperties':
      return { isNarrower: theirs === false, isWider: ours === false }
    case 'uniqueItems':
      return { isNarrower: theirs === true, isWider: ours === true }
    case 'default':
    case 'style':
    case 'explode':
      return { isNarrower: false, isWider: false }
    default:
      if (/^(exclusiveM|m)in/.test(keyword))
        return compareNumbers(Number(theirs ?? -Infinity), Number(ours ?? -Infinity))
      if (/^(exclusiveM|m)ax/.test(keyword))
        return compareNumbers(-Number(theirs ?? Infinity), -Number(ours ?? Infinity))
      return { isNarrower: false, isWider: false }
  }
}

const compareNumbers = (their: number, our: number): Reach => ({ isNarrower: their > our, isWider: their < our })
