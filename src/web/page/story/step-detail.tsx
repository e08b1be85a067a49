/** Details of a step: the rule with its evidence, the hint, request and answer, webhook attempts. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { readRules } from '../api/read.js'
import type { Entry, EntryPart, Rule } from '../api/types.js'
import { Body } from '../parts/fields.tsx'
import { connection, webhooks } from '../state/app.js'
import type { Verification } from '../state/records.js'
import type { StoryStep } from '../state/story.js'

let rules: Promise<ReadonlyMap<string, Rule>> | undefined

/** A sentence of Markdown with its `words` of code. */
const toCodeWords = (text: string) =>
  text.split('`').map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))

/** The rule with its evidence; read once, on demand. */
export function RuleCard({ id }: { id: string }) {
  const rule = useSignal<Rule | null | undefined>(undefined)
  useEffect(() => {
    rules ??= readRules(connection.value)
    rules.then(
      (known) => {
        rule.value = known.get(id) ?? null
      },
      () => {
        rules = undefined
        rule.value = null
      },
    )
  }, [id])
  if (!/^[A-Z]+\d+$/.test(id)) return <p class="rule-card">Decided by {id}.</p>
  return (
    <div class="rule-card">
      <b class="rule">{id}</b>
      <p>
        {rule.value === undefined
          ? 'Reading the rule…'
          : toCodeWords(rule.value?.statement ?? 'FIDELITY.md has the statement of this rule.')}
      </p>
      {rule.value && (
        <p class="evidence">
          {rule.value.evidence.map((kind) => (
            <span key={kind} class="tag">
              {kind}
            </span>
          ))}
          {rule.value.source}
        </p>
      )}
      {rule.value?.dialect && <p class="evidence">Dialect spec: {rule.value.dialect}</p>}
    </div>
  )
}

export function StepDetail({ step, verification }: { step: StoryStep; verification: Verification }) {
  const { entry, decidedBy, kind } = step
  return (
    <div class="step-detail">
      {decidedBy !== null && <RuleCard id={decidedBy} />}
      {kind === 'delivered' && verification.message && (
        <p class="quote">
          <small>From {verification.message.from}</small>
          {verification.message.text}
        </p>
      )}
      <EntryDetail entry={entry} />
    </div>
  )
}

/** An entry in full. */
export function EntryDetail({ entry }: { entry: Entry }) {
  if (entry.kind === 'request') return <Exchange entry={entry} />
  return entry.kind === 'webhook' ? <WebhookDetail entry={entry} /> : <p class="note">{entry.text}</p>
}

/** Request and answer of an entry, with the hint. */
function Exchange({ entry }: { entry: Entry }) {
  const hint = entry.answer?.headers['x-emulator-hint']
  return (
    <>
      {hint && <p class="hint">{hint}</p>}
      <p class="exchange-line">
        <code>
          {entry.method} {entry.path}
        </code>
        <b class={(entry.status ?? 0) < 400 && entry.status !== 0 ? 'good' : 'bad'}>{entry.status || 'no answer'}</b>
      </p>
      <div class="two">
        <Part title="Request" part={entry.request} />
        <Part title="Answer" part={entry.answer} />
      </div>
    </>
  )
}

export function Part({ title, part }: { title: string; part: EntryPart | undefined }) {
  if (part === undefined) return null
  return (
    <div class="part">
      <h3>{title}</h3>
      {part.body === null || part.body === undefined || part.body === '' ? (
        <p class="note">No body.</p>
      ) : (
        <Body value={part.body} />
      )}
      <details>
        <summary>{Object.keys(part.headers).length} headers</summary>
        <dl class="headers">
          {Object.entries(part.headers).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  )
}

/** The attempt that a step is about; without its number the newest of the verification. */
function WebhookDetail({ entry }: { entry: Entry }) {
  const delivery = webhooks.value.find(({ id, verificationId }) =>
    entry.webhookId ? id === entry.webhookId : verificationId === entry.verificationId,
  )
  const attempt = delivery?.attempts.find(({ number }) => number === entry.attempt) ?? delivery?.attempts.at(-1)
  if (attempt === undefined) return <p class="note">{entry.text}</p>
  return (
    <>
      <p class="exchange-line">
        <code>POST {attempt.url}</code>
        <b class={attempt.error === null ? 'good' : 'bad'}>{attempt.error ?? attempt.status}</b>
      </p>
      <div class="two">
        <Part title="Request" part={attempt.request} />
        <Part title="Answer" part={attempt.response ?? undefined} />
      </div>
    </>
  )
}
