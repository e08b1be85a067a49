import { onTestFinished } from 'vitest'
import { createHttpTarget } from '../../src/contract/cases/http-target.js'
import type { RunOptions } from '../../src/contract/cases/run.js'
import type { ContractTarget } from '../../src/contract/cases/target.js'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/index.js'
import { testTime } from '../support/emulator.js'

// biome-ignore lint/suspicious/noExplicitAny: deviations reach into bodies, and fail if nothing is there
type Loose = any

/** Changes an answer of an upstream. */
export type Deviation = (
  answer: { status: number; headers: Record<string, string>; body: Loose },
  asked: { method: string; path: string },
) => void

export interface TestTarget {
  readonly target: ContractTarget
  readonly emulator: Emulator
  /** The requests in order, like `POST /verify_profiles`. */
  readonly asked: string[]
}

/** A new emulator in this process as a target. As an upstream it represents the real service. */
export async function useTarget(
  kind: 'emulator' | 'upstream',
  options: EmulatorOptions = {},
  deviate: Deviation = () => {},
): Promise<TestTarget> {
  const emulator = await createEmulator({ now: () => testTime, onWarning: () => {}, ...options })
  onTestFinished(() => emulator.close())
  const asked: string[] = []
  const target = createHttpTarget({
    name: kind,
    kind,
    url: emulator.url,
    key: emulator.apiKey,
    wait: async (secs) => void (await emulator.clock.advance(secs * 1000)),
    fetch: async (url, init) => {
      const path = url.slice(emulator.url.length)
      asked.push(`${init.method} ${path}`)
      const response = await emulator.fetch(url, init)
      const text = await response.text()
      const answer = {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: text === '' ? undefined : JSON.parse(text),
      }
      deviate(answer, { method: init.method ?? 'GET', path })
      return new Response(JSON.stringify(answer.body), { status: answer.status, headers: answer.headers })
    },
  })
  return { target, emulator, asked }
}

/** The options of a run without restrictions. */
export const everything: RunOptions = {
  number: '+13035550123',
  maxSends: 100,
  allowLeftovers: true,
  prefix: 'tve-contract-test0001',
}
