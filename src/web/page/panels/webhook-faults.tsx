/** Webhook faults: what is done to webhooks on their way. */
import { useSignal } from '@preact/signals'
import { readWebhookFaults } from '../api/read.js'
import { addWebhookFault, replaceWebhookFaults } from '../api/requests.js'
import type { WebhookFaultRule } from '../api/types.js'
import { Action } from '../parts/button.js'
import { Field, Section, Select } from '../parts/fields.js'
import { useLoaded } from '../parts/load.js'
import { sandbox } from '../state/app.js'
import { listMatch, timesOf, toWire } from './override-text.js'

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

const toRequest = ({ match, fault, times, delayMs }: WebhookFaultRule) => ({
  match: toWire(match),
  fault,
  ...(times !== null && { times }),
  ...(delayMs && { delay: delayMs }),
})

export function WebhookFaults() {
  const [faults, reload] = useLoaded(readWebhookFaults)
  const kind = useSignal('duplicate')
  const event = useSignal('')
  const times = useSignal('1')
  const body = () => ({
    fault: kind.value,
    ...(event.value && { match: { event_type: event.value } }),
    ...(times.value && { times: Number(times.value) }),
  })
  return (
    <Section
      title="Webhook faults"
      aside={
        <Action
          label="Remove all"
          icon="trash"
          disabled={!faults?.length}
          request={() => replaceWebhookFaults([])(sandbox.value)}
          onDone={reload}
        />
      }
    >
      <p class="note">Damage webhooks on their way to your receiver.</p>
      <div class="form inline">
        <Select
          label="Fault"
          value={kind.value}
          options={kinds}
          onInput={(value) => {
            kind.value = value
          }}
        />
        <Field
          label="Event"
          value={event.value}
          placeholder="any"
          list={['verify.sent', 'verify.delivered', 'verify.failed', 'verification.complete']}
          onInput={(value) => {
            event.value = value
          }}
        />
        <Field
          label="Times"
          type="number"
          value={times.value}
          placeholder="always"
          onInput={(value) => {
            times.value = value
          }}
        />
        <Action
          label="Add webhook fault"
          icon="plus"
          kind="primary"
          request={() => addWebhookFault(body())(sandbox.value)}
          done={`Webhook fault added: ${kind.value}.`}
          onDone={reload}
        />
      </div>
      {faults?.length === 0 && <p class="note">No webhook fault is set.</p>}
      <ul class="rows">
        {faults?.map((rule) => (
          <li key={rule.id}>
            <b>{rule.fault}</b>
            <span>{listMatch(rule.match)}</span>
            <span class="tag">{timesOf(rule.times)}</span>
            <Action
              label={`Remove ${rule.id}`}
              icon="trash"
              bare
              request={() =>
                replaceWebhookFaults(faults.filter((other) => other !== rule).map(toRequest))(sandbox.value)
              }
              onDone={reload}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}
