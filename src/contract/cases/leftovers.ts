import type { ComparedAnswer } from '../diff/answers.js'
import { type ContractTarget, createRequest, type StepRequest } from './target.js'

/** The resources that a run has created and must delete. */
export class Leftovers {
  readonly #profiles = new Set<string>()

  constructor(private readonly target: ContractTarget) {}

  /** Records what a request has created or deleted. */
  record({ method, path }: StepRequest, { status, body }: ComparedAnswer): void {
    const [, deleted] = /^\/verify_profiles\/([^/?]+)$/.exec(path) ?? []
    if (method === 'POST' && path === '/verify_profiles' && status < 300) {
      const { id } = (body as { data?: { id?: unknown } } | undefined)?.data ?? {}
      if (typeof id === 'string') this.#profiles.add(id)
    }
    if (method === 'DELETE' && deleted !== undefined && (status < 300 || status === 404)) this.#profiles.delete(deleted)
  }

  /** Deletes everything that is left, newest first. @returns a sentence for each resource that could not be deleted */
  async clear(): Promise<string[]> {
    const problems: string[] = []
    for (const id of [...this.#profiles].reverse()) {
      const problem = await this.#delete(id)
      if (problem !== undefined) problems.push(`Profile ${id} could not be deleted: ${problem}. Delete it manually.`)
      this.#profiles.delete(id)
    }
    return problems
  }

  async #delete(id: string): Promise<string | undefined> {
    try {
      const { status } = await this.target.ask(createRequest('DELETE', `/verify_profiles/${id}`, 'clean up'))
      return status < 300 || status === 404 ? undefined : `the answer was ${status}`
    } catch (error) {
      return (error as Error).message
    }
  }
}
