/** Scenarios: scripted outcomes of checks, deliveries and operations. */
import { useSignal } from '@preact/signals'
import { readScenarios } from '../api/read.js'
import { addScenario, clearScenarios, removeScenario } from '../api/requests.js'
import { Field } from '../parts/fields.tsx'
import { useLoaded } from '../parts/load.js'
import { sandbox } from '../state/app.js'
import { OverrideSection, TimesField } from './override-section.tsx'
import { listMatch, timesOf } from './override-text.js'

const outcomes = [
  'accepted',
  'rejected',
  'expired',
  'max_attempts_exceeded',
  'delivered',
  'delayed',
  'sending_failed',
  'delivery_failed',
  'delivery_unconfirmed',
  '10002',
  '10015',
  '10027',
]

export function Scenarios() {
  const [scenarios, reload] = useLoaded(readScenarios)
  const draft = useSignal({ outcome: 'rejected', number: '', times: '1' })
  const { outcome, number, times } = draft.value
  const set = (change: Partial<typeof draft.value>) => {
    draft.value = { ...draft.value, ...change }
  }
  return (
    <OverrideSection
      title="Scenarios"
      note="Force how checks and deliveries end. The newest is tried first."
      noun="scenario"
      rows={
        scenarios?.map(({ id, match, outcome, times, origin }) => ({
          id,
          name: outcome,
          match: listMatch(match),
          tags: [timesOf(times), ...(origin === 'configuration' ? [origin] : [])],
          remove: () => removeScenario(id)(sandbox.value),
        })) ?? null
      }
      clear={() => clearScenarios(sandbox.value)}
      add={() => {
        const match: Record<string, string> = number === '' ? {} : { phone_number: number }
        return addScenario(match, outcome, times === '' ? undefined : Number(times))(sandbox.value)
      }}
      reload={reload}
    >
      <Field label="Outcome" value={outcome} list={outcomes} onInput={(value) => set({ outcome: value })} />
      <Field label="Phone number" value={number} placeholder="any" onInput={(value) => set({ number: value })} />
      <TimesField value={times} onInput={(value) => set({ times: value })} />
    </OverrideSection>
  )
}
