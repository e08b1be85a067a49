import type { FindingKind } from '../../report/report.js'
import type { DocumentDifference } from './compare.js'

/** The meaning of a difference for an application that works with the emulator. */
export interface Judgment {
  readonly kind: Extract<FindingKind, 'breaking' | 'differs'>
  readonly sentence: string
}

const breaking = (sentence: string): Judgment => ({ kind: 'breaking', sentence })
const differs = (sentence: string): Judgment => ({ kind: 'differs', sentence })

/**
 * Judges whether a difference breaks clients. The vendor's document must allow what a client sends, so a narrower one
 * breaks clients; it must promise what a client reads, so a wider one breaks them. The emulator has to catch up with all
 * other differences.
 */
export function judgeDifference(difference: DocumentDifference): Judgment {
  const { place, keyword, side } = difference
  if (place === '') return judgeOperation(difference)
  const isAnswer = /^(\d|default)/.test(place)
  if (keyword !== undefined) return judgeKeyword(difference, keyword, isAnswer)
  if (!isAnswer) {
    return side === 'ours'
      ? breaking('Only the emulator accepts it: a request that works here may be refused by the vendor.')
      : differs('Only the vendor accepts it: the emulator ignores it.')
  }
  const isStatus = !/[/[|]/.test(place)
  const isSuccess = place.startsWith('2')
  if (isStatus && place.endsWith(' content')) {
    return side === 'ours'
      ? differs('The emulator answers with a body; the vendor documents none.')
      : differs('The vendor documents a body; the emulator answers without one.')
  }
  if (isStatus && !isSuccess) {
    return side === 'ours'
      ? differs('The emulator answers with it; the vendor does not document it.')
      : differs('The vendor documents it; the emulator never answers with it.')
  }
  return side === 'ours'
    ? breaking('Only the emulator returns it: a client that reads it will not find it in the vendor’s answers.')
    : isStatus
      ? breaking('The vendor documents a success that the emulator never answers with.')
      : differs('Only the vendor returns it.')
}

function judgeOperation({ keyword, side }: DocumentDifference): Judgment {
  if (side === 'ours')
    return breaking('The vendor does not document the operation: a call that works here may fail there.')
  if (side === 'theirs') return differs('The emulator does not have the operation: it answers 404.')
  if (keyword === 'id') return differs('The operationId differs: only generated code depends on it.')
  return breaking(
    keyword === 'security'
      ? 'The vendor requires another kind of key.'
      : 'The operation has moved: a call that works here gets a 404 there.',
  )
}

function judgeKeyword({ theirs, ours }: DocumentDifference, keyword: string, isAnswer: boolean): Judgment {
  const { isNarrower, isWider } = compareReach(keyword, theirs, ours)
  if (!isAnswer && isNarrower)
    return breaking('The vendor allows less: a request that works here may be refused there.')
  if (isAnswer && isWider)
    return breaking('The vendor promises less: it may answer in a way that the emulator never does.')
  if (isNarrower || isWider) {
    return differs(
      isAnswer ? 'The vendor promises more than the emulator.' : 'The vendor allows more than the emulator.',
    )
  }
  return differs(keyword === 'default' ? 'Leaving it out means something else to the vendor.' : 'The documents differ.')
}

interface Reach {
  /** Their value allows less than ours. */
  readonly isNarrower: boolean
  readonly isWider: boolean
}

/** Whether their value of a keyword allows less than ours, or more; a changed value may do both. */
function compareReach(keyword: string, theirs: unknown, ours: unknown): Reach {
  const [their, our] = [theirs, ours].map((value) => (value === undefined ? [] : [value].flat().map(String))) as [
    string[],
    string[],
  ]
  const lacks = (some: string[], others: string[]) => others.some((value) => !some.includes(value))
  switch (keyword) {
    case 'required': // more names allow less
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
