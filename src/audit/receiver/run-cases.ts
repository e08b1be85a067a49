import { CannotCheck } from './cannot-check.js'
import type { Case } from './cases/case.js'
import { cases, forgedCases, goodCase, otherFamilyCase, unsignedCase } from './cases/cases.js'
import type { Composer } from './composer.js'
import type { Delivery, Send } from './delivery.js'
import { classOf, type Expected, expectedByDefault } from './expectation.js'
import { describeAnswer, describeExpected, type Judged, judge } from './judgement.js'
import { adviseOn, isClosedDoor } from './preflight.js'
import type { CaseResult, Finding, ReceiverReport } from './report.js'

/** What a check works with. */
export interface Bench {
  readonly send: Send
  readonly composer: Composer
  readonly publicKey: string
  readonly timeoutMs: number
  /** By case name, where they are not the default ones. */
  readonly expectations: ReadonlyMap<string, Expected>
}

interface Round {
  /** The first that was not as expected, or the last. */
  readonly answer: Judged
  readonly finding: Finding | null
  readonly tookMs: number
}

/** By case. A case without a round says nothing. */
type Rounds = Map<Case, Round>

/**
 * Tries every case that can say something, one after the other.
 *
 * @throws {CannotCheck} when the receiver cannot be reached to begin with
 */
export async function runCases(bench: Bench): Promise<Pick<ReceiverReport, 'advice' | 'findings' | 'results'>> {
  const good = await tryCase(goodCase, bench)
  const rounds: Rounds = new Map([[goodCase, good]])
  let advice: string | null = null
  if (good.finding !== null && isClosedDoor(good.answer)) {
    if (isOfClass('4xx', good.answer)) await tryForgeries(rounds, bench)
    advice = adviseOn(good.answer, bench.publicKey, isTaken(otherFamilyCase, rounds) && !isTaken(unsignedCase, rounds))
  } else {
    await tryOthers(rounds, bench)
  }
  const findings = cases.flatMap((one) => rounds.get(one)?.finding ?? [])
  const results = cases.map((one) =>
    toResult(one, rounds.get(one), advice === null && one.needs ? one.needs : goodCase, bench),
  )
  return { advice, findings, results }
}

async function tryOthers(rounds: Rounds, bench: Bench): Promise<void> {
  for (const one of cases) {
    const canSaySomething = one.needs === undefined || isTaken(one.needs, rounds)
    if (!rounds.has(one) && canSaySomething) rounds.set(one, await tryCase(one, bench))
  }
}

/** A receiver that refuses the good event refuses forged ones for the same reason; but if it takes one, that is a finding. */
async function tryForgeries(rounds: Rounds, bench: Bench): Promise<void> {
  for (const one of forgedCases) {
    const round = await tryCase(one, bench)
    if (!isClosedDoor(round.answer)) rounds.set(one, round)
  }
}

async function tryCase(one: Case, bench: Bench): Promise<Round> {
  const startedAt = performance.now()
  let round: Omit<Round, 'tookMs'> | undefined
  for (const delivery of one.compose(bench.composer)) {
    const answer = await deliver(delivery, one, bench)
    round = { answer, finding: judge(one, answer, expectedOf(one, bench), bench.timeoutMs) }
    if (round.finding !== null) break
  }
  if (round === undefined) throw new Error(`The case ${one.name} sends nothing.`)
  return { ...round, tookMs: Math.round(performance.now() - startedAt) }
}

/** Nobody there for the good event: there is nothing to judge. Nobody there any more: that is the receiver's doing. */
async function deliver(delivery: Delivery, one: Case, { send }: Bench): Promise<Judged> {
  const answer = await send(delivery)
  if (answer.outcome !== 'unreachable') return answer
  if (one === goodCase) throw new CannotCheck(answer.reason)
  return { outcome: 'dropped', reason: answer.reason }
}

function expectedOf(one: Case, { expectations }: Bench): Expected {
  return expectations.get(one.name) ?? expectedByDefault(one)
}

function isTaken(one: Case, rounds: Rounds): boolean {
  const answer = rounds.get(one)?.answer
  return answer !== undefined && isOfClass('2xx', answer)
}

function isOfClass(statusClass: string, answer: Judged): boolean {
  return answer.outcome === 'answered' && classOf(answer.status) === statusClass
}

function toResult(one: Case, round: Round | undefined, lacking: Case, bench: Bench): CaseResult {
  const about = { case: one.name, sends: one.sends, expected: describeExpected(expectedOf(one, bench)) }
  if (round === undefined)
    return { ...about, verdict: 'skipped', answer: `means nothing while ${lacking.name} is not taken`, tookMs: null }
  const { answer, finding, tookMs } = round
  return {
    ...about,
    verdict: finding === null ? 'ok' : 'finding',
    answer: describeAnswer(answer, bench.timeoutMs),
    tookMs,
  }
}
