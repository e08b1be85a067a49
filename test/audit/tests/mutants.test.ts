import { describe, expect, test } from 'vitest'
import { type MutantId, mutantIds } from '../../../src/core/mutants.js'
import { startEmulator } from '../../../src/emulator/create-emulator.js'
import type { EmulatorOptions } from '../../../src/index.js'
import { useApi } from '../../support/emulator.js'
import { limits, observations } from './observations.js'

/** Observes an emulator in a run of `audit tests`. */
async function observe(id: MutantId, mutant: MutantId | null) {
  const facts = new Set<string>()
  const options: EmulatorOptions = id === 'send-limit-ignored' ? { limits } : {}
  const api = await useApi(options, (options) =>
    startEmulator(options, { auditRun: { mutant, record: (fact) => facts.add(fact) } }),
  )
  return { seen: await observations[id](api), facts }
}

/** Observes an emulator outside of any audit. */
async function observePlain(id: MutantId) {
  return observations[id](await useApi(id === 'send-limit-ignored' ? { limits } : {}))
}

describe.each(mutantIds)('the mutant %s', (id) => {
  test('changes what an application sees, and says that it lied', async () => {
    const { seen, facts } = await observe(id, id)
    expect(seen).not.toEqual(await observePlain(id))
    expect(facts).toContain(`mutant:${id}`)
  })

  test('is reached in a clean run, which behaves as if there were no audit', async () => {
    const { seen, facts } = await observe(id, null)
    expect(seen).toEqual(await observePlain(id))
    expect(facts).toContain(`mutant:${id}`)
  })
})
