import type { Answer } from '../diff/answers.js'
import type { StepRequest, Target } from './target.js'

/** What a run has made and must take away again. */
export class Leftovers {
  readonly #profiles = new Set<string>()

  constructor(private readonly target: Target) {}

  /** Notes what a request has made or taken away. */
  note({ method, path }: StepRequest, { status, body }: Answer): void {
    const [, deleted] = /^\/verify_profiles\/([^/?]+)$/.exec(path) ?? []
    if (method === 'POST' && path === '/verify_profiles' && status < 300) {
      const { id } = (body as { data?: { id?: unknown } } | undefined)?.data ?? {}
      if (typeof id === 'string') this.#profiles.add(id)
    }
    if (method === 'DELETE' && deleted !== undefined && (status < 300 || status === 404)) this.#profiles.delete(deleted)
  }

  /** Deletes what is left, the newest first. @returns a sentence for everything that could not be deleted */
  async clear(): Promise<string[]> {
    const problems: string[] = []
    for (const id of [...this.#profiles].reverse()) {
      const problem = await this.#delete(id)
      if (problem !== undefined) problems.push(`Profile ${id} is left behind: ${problem}. Delete it by hand.`)
      this.#profiles.delete(id)
    }
    return problems
  }

  async #delete(id: string): Promise<string | undefined> {
    const request = {
      scenario: '',
      step: 'clean up',
      method: 'DELETE',
      path: `/verify_profiles/${id}`,
      headers: {},
      hasKey: true,
      body: undefined,
    }
    try {
      const { status } = await this.target.ask(request)
      return status < 300 || status === 404 ? undefined : `deleting it was answered ${status}`
    } catch (error) {
      return (error as Error).message
    }
  }
}
