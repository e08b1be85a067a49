/** Scenarios and faults: what is forced to happen. */
import { useSignal } from '@preact/signals'
import { readFaults, readScenarios } from '../api/read.js'
import { addFault, addScenario, clearScenarios, removeScenario, replaceFaults } from '../api/requests.js'
import type { FaultRule } from '../api/types.js'
import { Action } from '../parts/button.js'
import { Field, Section, Select } from '../parts/fields.js'
import { useLoaded } from '../parts/load.js'
import { sandbox } from '../state/app.js'
import { listMatch, timesOf, toWire } from './override-text.js'
import { WebhookFaults } from './webhook-faults.js'

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
const faultKinds = ['latency', 'status', 'reset', 'malformed', 'truncated', 'wrong-type', 'hang']

export function OverridesPanel() {
  return (
    <>
      <Scenarios />
      <Faults />
      <WebhookFaults />
    </>
  )
}

function Scenarios() {
  const [scenarios, reload] = useLoaded(readScenarios)
  const outcome = useSignal('rejected')
  const number = useSignal('')
  const times = useSignal('1')
  const request = () =>
    addScenario(
      number.value ? { phone_number: number.value } : {},
      outcome.value,
      times.value ? Number(times.value) : undefined,
    )(sandbox.value)
  return (
    <Section
      title="Scenarios"
      aside={
        <Action
          label="Remove all"
          icon="trash"
          disabled={!scenarios?.length}
          request={() => clearScenarios(sandbox.value)}
          onDone={reload}
        />
      }
    >
      <p class="note">Force how checks and deliveries end. The newest is tried first.</p>
      <div class="form inline">
        <Field
          label="Outcome"
          value={outcome.value}
          list={outcomes}
          onInput={(value) => {
            outcome.value = value
          }}
        />
        <Field
          label="Phone number"
          value={number.value}
          placeholder="any"
          onInput={(value) => {
            number.value = value
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
          label="Add scenario"
          icon="plus"
          kind="primary"
          request={request}
          done={`Scenario added: ${outcome.value}.`}
          onDone={reload}
        />
      </div>
      {scenarios?.length === 0 && <p class="note">No scenario is set.</p>}
      <ul class="rows">
        {scenarios?.map(({ id, match, outcome, times, origin }) => (
          <li key={id}>
            <b>{outcome}</b>
            <span>{listMatch(match ?? {})}</span>
            <span class="tag">{timesOf(times)}</span>
            {origin === 'configuration' && <span class="tag">configuration</span>}
            <Action
              label={`Remove ${id}`}
              icon="trash"
              bare
              request={() => removeScenario(id)(sandbox.value)}
              onDone={reload}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** A fault as it is requested: without what the emulator added. */
const toRequest = ({ match, fault, times, probability }: FaultRule) => ({
  match: toWire(match),
  fault: toWire(fault),
  ...(times !== null && { times }),
  probability,
})

function Faults() {
  const [faults, reload] = useLoaded(readFaults)
  const kind = useSignal('latency')
  const detail = useSignal('2s')
  const times = useSignal('1')
  const hasDetail = kind.value === 'latency' || kind.value === 'status'
  const body = () => ({
    fault: {
      kind: kind.value,
      ...(kind.value === 'latency' && { delay: detail.value }),
      ...(kind.value === 'status' && { status: Number(detail.value) }),
    },
    ...(times.value && { times: Number(times.value) }),
  })
  return (
    <Section
      title="Faults"
      aside={
        <Action
          label="Remove all"
          icon="trash"
          disabled={!faults?.length}
          request={() => replaceFaults([])(sandbox.value)}
          onDone={reload}
        />
      }
    >
      <p class="note">Break the connection between your application and the API.</p>
      <div class="form inline">
        <Select
          label="Fault"
          value={kind.value}
          options={faultKinds}
          onInput={(value) => {
            kind.value = value
            detail.value = value === 'status' ? '503' : '2s'
          }}
        />
        {hasDetail && (
          <Field
            label={kind.value === 'status' ? 'Status' : 'Delay'}
            value={detail.value}
            onInput={(value) => {
              detail.value = value
            }}
          />
        )}
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
          label="Add fault"
          icon="plus"
          kind="primary"
          request={() => addFault(body())(sandbox.value)}
          done={`Fault added: ${kind.value}.`}
          onDone={reload}
        />
      </div>
      {faults?.length === 0 && <p class="note">No fault is set.</p>}
      <ul class="rows">
        {faults?.map((rule) => (
          <li key={rule.id}>
            <b>{rule.fault.kind}</b>
            <span>
              {listMatch({ ...rule.match, ...rule.fault, kind: undefined }).replace(/,? ?kind: undefined/, '') ||
                'everything'}
            </span>
            <span class="tag">{timesOf(rule.times)}</span>
            {rule.probability < 1 && <span class="tag">{Math.round(rule.probability * 100)} %</span>}
            <Action
              label={`Remove ${rule.id}`}
              icon="trash"
              bare
              request={() => replaceFaults(faults.filter((other) => other !== rule).map(toRequest))(sandbox.value)}
              onDone={reload}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}
