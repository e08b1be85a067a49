import type { WholeAnswer } from './request-parts.js'
import { isRead, type RunRequest, type RunStep } from './run-file.js'
import { type Asked, describeRequest, findDifference } from './same-request.js'
import { Turnstile } from './turnstile.js'

/** How many recorded requests may be overtaken: applications send some at the same time. */
const window = 16

/** A recorded request that was carried out, and whether the command has asked for it. */
interface Done {
  readonly step: RunRequest
  readonly answer: Promise<WholeAnswer>
  isClaimed: boolean
}

/** Where the command asks for something else than was recorded. */
export interface Divergence {
  /** Number of the recorded request; 0 if nothing was recorded for the sandbox. */
  readonly number: number
  readonly text: string
}

/** What a request of the command is in the run. */
export type Place =
  | { readonly kind: 'done'; readonly answer: Promise<WholeAnswer> }
  | { readonly kind: 'ahead'; readonly index: number }
  | { readonly kind: 'read' }
  | { readonly kind: 'divergence'; readonly divergence: Divergence }

/** The steps of one sandbox: sandboxes know nothing of each other, so each is repeated by itself. */
export class Lane {
  readonly turnstile = new Turnstile()
  /** Index of the next step. */
  next = 0
  /** The machine's clock as the sandbox sees it. Unix milliseconds. */
  wall: number
  /** Whether the run is over for this sandbox, because the command has asked for something else. */
  isLive = false
  readonly #done: Done[] = []

  constructor(
    readonly sandbox: string,
    readonly steps: readonly RunStep[],
    startedAt: number,
    /** Whether its steps are lost. */
    private readonly isForgotten = false,
  ) {
    this.wall = startedAt
  }

  /** Whether the command has asked for anything of this sandbox. */
  isAsked = false

  /** Notes a request that was carried out. */
  note(step: RunRequest, answer: Promise<WholeAnswer>, isClaimed: boolean): void {
    this.#done.push({ step, answer, isClaimed })
  }

  /** Finds a request of the command among the recorded ones. */
  find(asked: Asked): Place {
    const isReading = isRead(asked)
    if (this.isLive) return { kind: 'read' }
    const before = this.#done.find(({ isClaimed, step }) => !isClaimed && findDifference(step, asked) === undefined)
    if (before !== undefined) {
      before.isClaimed = true
      return { kind: 'done', answer: before.answer }
    }
    const index = this.#findAhead(asked, isReading)
    if (index !== undefined) return { kind: 'ahead', index }
    return isReading ? { kind: 'read' } : { kind: 'divergence', divergence: this.#describe(asked) }
  }

  /** Recorded requests to the emulated API that others have overtaken, and that the command has never asked for. */
  get missing(): readonly Divergence[] {
    const overtaken = this.#done.filter(({ step, isClaimed }) => !isClaimed && !isSteering(step))
    return overtaken.map(({ step }) => ({
      number: step.number ?? 0,
      text: `request ${step.number}: then ${describeRequest(step)}, now never`,
    }))
  }

  /** Number of the last request that was carried out; 0 before the first. */
  get lastNumber(): number {
    return lastNumberOf(this.steps.slice(0, this.next))
  }

  /** Recorded requests that were not reached. */
  get rest(): readonly RunRequest[] {
    return this.steps.slice(this.next).filter((step) => step.kind === 'request' && !isRead(step)) as RunRequest[]
  }

  /** A request that only reads the control API never overtakes one of the application. */
  #findAhead(asked: Asked, isReading: boolean): number | undefined {
    let overtaken = 0
    for (let index = this.next; index < this.steps.length && overtaken < window; index++) {
      const step = this.steps[index] as RunStep
      if (step.kind !== 'request') continue
      if (findDifference(step, asked) === undefined) return index
      if (isReading && !isRead(step) && !isSteering(step)) return undefined
      if (!isRead(step)) overtaken++
    }
    return undefined
  }

  #describe(asked: Asked): Divergence {
    const [expected] = this.rest
    const now = describeRequest(asked)
    if (this.isForgotten)
      return { number: 0, text: `the run has lost the steps of sandbox ${JSON.stringify(this.sandbox)}, now ${now}` }
    if (expected === undefined) {
      const number = lastNumberOf(this.steps)
      const where = `in sandbox ${JSON.stringify(this.sandbox)}`
      return { number, text: `after request ${number}: then nothing more ${where}, now ${now}` }
    }
    const number = expected.number ?? 0
    const difference = findDifference(expected, asked)
    const text =
      difference === 'request' || difference === undefined
        ? `then ${describeRequest(expected)}, now ${now}`
        : `${describeRequest(expected)}, ${difference}`
    return { number, text: `request ${number}: ${text}` }
  }
}

/** Whether a request tells the emulator something, rather than the service that it stands for. */
const isSteering = ({ path }: Pick<RunRequest, 'path'>) => path.startsWith('/_emulator')

function lastNumberOf(steps: readonly RunStep[]): number {
  const last = steps.findLast((step) => step.kind === 'request' && step.number !== undefined)
  return last?.kind === 'request' ? (last.number ?? 0) : 0
}

/** The steps of each sandbox, in their order. */
export function groupBySandbox(steps: readonly RunStep[]): Map<string, RunStep[]> {
  const groups = new Map<string, RunStep[]>()
  for (const step of steps) {
    const group = groups.get(step.sandbox)
    if (group === undefined) groups.set(step.sandbox, [step])
    else group.push(step)
  }
  return groups
}
