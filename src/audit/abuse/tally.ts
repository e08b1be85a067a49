import { type Attempt, type DefenseId, defenses } from './defenses.js'
import { type Charge, type Payer, sumByHour, sumOf } from './ledger.js'
import { type PatternId, patternIds, ticksPerHour } from './patterns.js'
import type { HonestLogin, Rehearsal } from './rehearse.js'

/** A defense that cut in, as the attempts showed it. */
export interface Cut {
  readonly defense: DefenseId
  /** The tick of the first refused attempt. */
  readonly tick: number
  readonly refused: number
  /** The application's first refusal in words. */
  readonly answer: string
}

/** The result of one pattern. */
export interface PatternTally {
  readonly pattern: PatternId
  readonly attempts: number
  /** Messages let through. */
  readonly sent: number
  readonly microUsd: number
  /** The most that an hour cost, in millionths of a US dollar. */
  readonly busiestHour: number
  readonly cuts: readonly Cut[]
}

/** The bill of a rehearsal. */
export interface Bill {
  /** Every message, with those of the preparation. */
  readonly charges: readonly Charge[]
  readonly startedAt: number
  readonly hours: number
  readonly patterns: readonly PatternTally[]
  readonly cuts: readonly Cut[]
  readonly honest: readonly HonestLogin[]
  /** The most that attacks cost in an hour, in millionths of a US dollar. */
  readonly busiestHour: number
}

/** Adds up the results of a rehearsal. */
export function addUp({ attempts, honest, hours }: Rehearsal, charges: readonly Charge[], startedAt: number): Bill {
  const chargesOf = (payer: Payer) => charges.filter((charge) => charge.payer === payer)
  const patterns = patternIds.map((pattern): PatternTally => {
    const own = attempts.filter((attempt) => attempt.pattern === pattern)
    return {
      pattern,
      attempts: own.length,
      sent: chargesOf(pattern).length,
      microUsd: sumOf(chargesOf(pattern)),
      busiestHour: Math.max(0, ...sumByHour(chargesOf(pattern), startedAt, hours)),
      cuts: cutsOf(own),
    }
  })
  const attacks = charges.filter(({ payer }) => payer !== 'honest' && payer !== 'preparation')
  return {
    ...{ charges, startedAt, hours, patterns, honest },
    cuts: cutsOf(attempts),
    busiestHour: Math.max(0, ...sumByHour(attacks, startedAt, hours)),
  }
}

function cutsOf(attempts: readonly Attempt[]): Cut[] {
  return (Object.keys(defenses) as DefenseId[]).flatMap((defense) => {
    const refused = attempts.filter(({ stoppedBy }) => stoppedBy === defense)
    const [first] = refused
    if (first === undefined) return []
    return [{ defense, tick: first.tick, refused: refused.length, answer: describeRefusal(first) }]
  })
}

/** The answer with the beginning of its text: `429 {"message":"Wait a moment"}`. */
function describeRefusal({ answer: { status, text, failure } }: Attempt): string {
  if (failure !== null) return failure
  const words = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return words === '' ? String(status) : `${status} ${words.length > 80 ? `${words.slice(0, 80)}…` : words}`
}

/** `05:20` for a tick of the day. */
export function formatTick(tick: number): string {
  const minutes = (tick % ticksPerHour) * (60 / ticksPerHour)
  return `${String(Math.floor(tick / ticksPerHour)).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
