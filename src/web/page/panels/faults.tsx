/** Faults: what breaks between the application and the API. */
import { useSignal } from '@preact/signals'
import { readFaults } from '../api/read.js'
import { addFault, clearFaults, removeFault } from '../api/requests.js'
import { Field, Select } from '../parts/fields.tsx'
import { useLoaded } from '../parts/load.js'
import { sandbox } from '../state/app.js'
import { OverrideSection, TimesField } from './override-section.tsx'
import { listMatch, timesOf } from './override-text.js'

const kinds = ['latency', 'status', 'reset', 'malformed', 'truncated', 'wrong-type', 'hang']

/** A fault with the detail of its kind: a delay or a status. */
const toFault = (kind: string, detail: string) => {
  if (kind === 'latency') return { kind, delay: detail }
  return kind === 'status' ? { kind, status: Number(detail) } : { kind }
}

export function Faults() {
  const [faults, reload] = useLoaded(readFaults)
  const draft = useSignal({ kind: 'latency', detail: '2s', times: '1' })
  const { kind, detail, times } = draft.value
  const set = (change: Partial<typeof draft.value>) => {
    draft.value = { ...draft.value, ...change }
  }
  return (
    <OverrideSection
      title="Faults"
      note="Break the connection between your application and the API."
      noun="fault"
      rows={
        faults?.map((rule) => {
          const { kind: name, ...details } = rule.fault
          const chance = rule.probability < 1 ? [`${Math.round(rule.probability * 100)} %`] : []
          return {
            id: rule.id,
            name,
            match: listMatch({ ...rule.match, ...details }),
            tags: [timesOf(rule.times), ...chance],
            remove: () => removeFault(rule.id)(sandbox.value),
          }
        }) ?? null
      }
      clear={() => clearFaults(sandbox.value)}
      add={() => addFault({ fault: toFault(kind, detail), ...(times && { times: Number(times) }) })(sandbox.value)}
      reload={reload}
    >
      <Select
        label="Fault"
        value={kind}
        options={kinds}
        onInput={(value) => set({ kind: value, detail: value === 'status' ? '503' : '2s' })}
      />
      {(kind === 'latency' || kind === 'status') && (
        <Field
          label={kind === 'status' ? 'Status' : 'Delay'}
          value={detail}
          onInput={(value) => set({ detail: value })}
        />
      )}
      <TimesField value={times} onInput={(value) => set({ times: value })} />
    </OverrideSection>
  )
}
