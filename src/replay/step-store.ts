import { isReset, type RunStep } from './run-file.js'

/** The steps of a recording, up to a maximum. */
export class StepStore {
  #steps: RunStep[] = []
  readonly #forgotten = new Set<string>()

  /** @param most the steps that are kept */
  constructor(private readonly most: number) {}

  /**
   * Adds a step. Beyond the limit, what lies before the last reset of each sandbox is dropped; if that is not enough, the
   * least recently used sandbox is forgotten whole, because half a run cannot be replayed.
   *
   * @returns the sandboxes that were forgotten now
   */
  add(step: RunStep): readonly string[] {
    if (this.#forgotten.has(step.sandbox)) return []
    this.#steps.push(step)
    if (this.#steps.length <= this.most) return []
    this.#dropBeforeResets()
    const dropped: string[] = []
    while (this.#steps.length > this.most) dropped.push(this.#forgetOldest())
    return dropped
  }

  /** Notes that a request was answered. A sandbox that was forgotten is recorded again from a reset on. */
  onAnswer(step: RunStep): void {
    if (!this.#forgotten.has(step.sandbox) || !isReset(step)) return
    this.#forgotten.delete(step.sandbox)
    this.add(step)
  }

  /** The sandboxes whose steps were lost. */
  get forgotten(): readonly string[] {
    return [...this.#forgotten].sort()
  }

  /** The steps that are kept, in order. */
  get steps(): readonly RunStep[] {
    return this.#steps
  }

  #dropBeforeResets(): void {
    const begins = new Map<string, number>()
    for (const [index, step] of this.#steps.entries()) if (isReset(step)) begins.set(step.sandbox, index)
    this.#steps = this.#steps.filter(({ sandbox }, index) => index >= (begins.get(sandbox) ?? 0))
  }

  #forgetOldest(): string {
    const lastUses = new Map<string, number>()
    for (const [index, { sandbox }] of this.#steps.entries()) lastUses.set(sandbox, index)
    const [[oldest] = ['']] = [...lastUses].sort(([, a], [, b]) => a - b)
    this.#steps = this.#steps.filter(({ sandbox }) => sandbox !== oldest)
    this.#forgotten.add(oldest)
    return oldest
  }
}
