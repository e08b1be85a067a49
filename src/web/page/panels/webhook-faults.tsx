/** Webhook faults: what is done to webhooks on their way. */
import { useSignal } from '@preact/signals'
import { readWebhookFaults } from '../api/read.js'
import { addWebhookFault, clearWebhookFaults, removeWebhookFault } from '../api/requests.js'
import { Field, Select } from '../parts/fields.tsx'
import { useLoaded } from '../parts/load.js'
import { sandbox } from '../state/app.js'
import { OverrideSection, TimesField } from './override-section.tsx'
import { listMatch, timesOf } from './override-text.js'

const kinds = [
  'duplicate',
  'out-of-order',
  'delayed',
  'dropped',
  'wrong-signature',
  'stale-timestamp',
  'altered-body',
  'wrong-key',
]
const events = ['verify.sent', 'verify.delivered', 'verify.failed', 'verification.complete']

export function WebhookFaults() {
  const [faults, reload] = useLoaded(readWebhookFaults)
  const draft = useSignal({ fault: 'duplicate', event: '', times: '1' })
  const { fault, event, times } = draft.value
  const set = (change: Partial<typeof draft.value>) => {
    draft.value = { ...draft.value, ...change }
  }
  const body = () => ({
    fault,
    ...(event && { match: { event_type: event } }),
    ...(times && { times: Number(times) }),
  })
  return (
    <OverrideSection
      title="Webhook faults"
      note="Damage webhooks on their way to your receiver."
      noun="webhook fault"
      rows={
        faults?.map((rule) => ({
          id: rule.id,
          name: rule.fault,
          match: listMatch(rule.match),
          tags: [timesOf(rule.times)],
          remove: () => removeWebhookFault(rule.id)(sandbox.value),
        })) ?? null
      }
      clear={() => clearWebhookFaults(sandbox.value)}
      add={() => addWebhookFault(body())(sandbox.value)}
      reload={reload}
    >
      <Select label="Fault" value={fault} options={kinds} onInput={(value) => set({ fault: value })} />
      <Field label="Event" value={event} placeholder="any" list={events} onInput={(value) => set({ event: value })} />
      <TimesField value={times} onInput={(value) => set({ times: value })} />
    </OverrideSection>
  )
}
