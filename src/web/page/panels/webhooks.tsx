/** Webhook deliveries with all attempts, two of them side by side. */
import { useSignal } from '@preact/signals'
import { redeliver } from '../api/requests.js'
import type { WebhookAttempt, WebhookDelivery } from '../api/types.js'
import { Action } from '../parts/button.tsx'
import { Body, Empty } from '../parts/fields.tsx'
import { Badge, Countdown } from '../parts/status.tsx'
import { VirtualList } from '../parts/virtual-list.tsx'
import { sandbox, showStory, webhooks } from '../state/app.js'
import { refreshWebhooks } from '../state/stream.js'
import { Part } from '../story/step-detail.tsx'
import { compareAttempts } from './compare.js'

export function WebhooksPanel() {
  const open = useSignal<string | null>(null)
  const list = webhooks.value
  const at = (index: number) => list[index] as WebhookDelivery
  const shown = list.find(({ id }) => id === open.value)
  if (list.length === 0)
    return (
      <Empty title="No webhook was sent.">
        <p>
          Give a profile a webhook_url, or start the emulator with{' '}
          <code class="tag">--webhook-url http://localhost:3000/hooks</code>
        </p>
      </Empty>
    )
  return (
    <div class="webhooks">
      {shown && (
        <Delivery
          delivery={shown}
          onClose={() => {
            open.value = null
          }}
        />
      )}
      <VirtualList
        label="Webhook deliveries"
        count={list.length}
        keyAt={(index) => at(index).id}
        rowHeight={40}
        render={(index) => (
          <Row
            delivery={at(index)}
            isOpen={open.value === at(index).id}
            onOpen={() => {
              open.value = at(index).id
            }}
          />
        )}
      />
    </div>
  )
}

function Row({ delivery, isOpen, onOpen }: { delivery: WebhookDelivery; isOpen: boolean; onOpen: () => void }) {
  const { eventType, state, attempts, phoneNumber, occurredAt, dueAt } = delivery
  return (
    <button type="button" class="journal-row" aria-expanded={isOpen} onClick={onOpen}>
      <time>{occurredAt.slice(11, 23)}</time>
      <span class="journal-text">{eventType}</span>
      {dueAt !== null && (
        <span class="due-in">
          retry in <Countdown until={dueAt} />
        </span>
      )}
      <span class="tag">{attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`}</span>
      <Badge status={state} />
      <small>{phoneNumber}</small>
    </button>
  )
}

function Delivery({ delivery, onClose }: { delivery: WebhookDelivery; onClose: () => void }) {
  const { attempts, verificationId, id, eventType, hint } = delivery
  const left = useSignal(Math.max(attempts.length - 2, 0))
  const right = useSignal(attempts.length - 1)
  const [one, other] = [attempts[left.value], attempts[right.value]]
  const isPair = attempts.length > 1 && left.value !== right.value
  return (
    <section class="open-entry" aria-label="Webhook delivery">
      <header>
        <b>{eventType}</b>
        <button type="button" class="link" onClick={() => showStory(verificationId)}>
          Story
        </button>
        <Action label="Redeliver" icon="redo" request={() => redeliver(id)(sandbox.value)} onDone={refreshWebhooks} />
        <button type="button" class="link" onClick={onClose}>
          Close
        </button>
      </header>
      {hint && <p class="hint">{hint}</p>}
      {isPair && one && other && <Differences one={one} other={other} />}
      <div class="two">
        {isPair && one && (
          <Attempt
            attempt={one}
            attempts={attempts}
            onChoose={(index) => {
              left.value = index
            }}
          />
        )}
        {other && (
          <Attempt
            attempt={other}
            attempts={attempts}
            onChoose={(index) => {
              right.value = index
            }}
          />
        )}
      </div>
    </section>
  )
}

interface AttemptProps {
  readonly attempt: WebhookAttempt
  readonly attempts: readonly WebhookAttempt[]
  readonly onChoose: (index: number) => void
}

function Attempt({ attempt, attempts, onChoose }: AttemptProps) {
  return (
    <div class="attempt">
      <select
        aria-label="Attempt"
        value={String(attempt.number)}
        onChange={({ currentTarget }) => onChoose(currentTarget.selectedIndex)}
      >
        {attempts.map(({ number, status, error, startedAt }) => (
          <option key={number} value={String(number)}>
            #{number} · {status ?? 'no answer'} · {startedAt.slice(11, 19)} {error ? '· failed' : ''}
          </option>
        ))}
      </select>
      <p class="exchange-line">
        <code>{attempt.url}</code>
        <b class={attempt.error === null ? 'good' : 'bad'}>{attempt.error ?? attempt.status}</b>
      </p>
      {attempt.reroutedTo && <p class="hint">Sent to {attempt.reroutedTo}.</p>}
      <Part title="Request" part={attempt.request} />
      {attempt.response && <h3>Answer, {Math.round(attempt.tookMs)} ms</h3>}
      {attempt.response && <Body value={attempt.response.body || 'No body.'} />}
    </div>
  )
}

/** The differences between two attempts. */
function Differences({ one, other }: { one: WebhookAttempt; other: WebhookAttempt }) {
  const differences = compareAttempts(one, other)
  return (
    <table class="table">
      <caption>Differences</caption>
      <tbody>
        {differences.map(({ place, left, right }) => (
          <tr key={place}>
            <th scope="row">{place}</th>
            <td>{left}</td>
            <td>{right}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
