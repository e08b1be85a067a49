/** A run that is replayed: its requests, their answers, and where it diverges. */
import { useEffect, useRef } from 'preact/hooks'
import type { Replay } from '../api/types.js'
import { Button } from '../parts/button.tsx'
import { Body, Empty, Section } from '../parts/fields.tsx'
import { changes, clock, recordVersion } from '../state/app.js'
import { RuleCard } from '../story/step-detail.tsx'
import { moveInReplay, refreshReplay, replay, shownRequest, showRequest } from './replay-walk.js'

/** How many requests are listed before and after the one that is shown. */
const reach = 100

export function ReplayPanel() {
  // Whatever happened in the sandbox may have moved the replay.
  useEffect(() => void refreshReplay(), [changes.value, recordVersion.value, clock.value])
  const run = replay.value
  if (run === null) return <Empty title="Reading the run…" />
  const { at, test, requests, divergences } = run
  const shown = shownRequest()
  const walk = (
    <>
      <Button label="Previous request" shortcut="k" disabled={shown <= 1} onClick={() => moveInReplay(-1)} />
      <Button
        label="Next request"
        shortcut="j"
        kind="primary"
        disabled={shown >= requests.length}
        onClick={() => moveInReplay(1)}
      />
    </>
  )
  return (
    <Section title={test ?? 'Run'} aside={walk}>
      <p class="note" role="status" data-testid="replay-place">
        {`The state is that after request ${at} of ${requests.length}. It only moves forward: an earlier request shows what was asked and answered, and the phones stay as they are.`}
      </p>
      {divergences.map(({ number, text }) => (
        <p key={text} class="note bad" data-testid="replay-divergence" data-number={number}>
          {text}
        </p>
      ))}
      <div class="replay-steps">
        {requests.slice(Math.max(0, shown - reach), shown + reach).map((request) => (
          <Row key={request.number} request={request} run={run} isShown={shown === request.number} />
        ))}
      </div>
    </Section>
  )
}

interface RowProps {
  readonly request: Replay['requests'][number]
  readonly run: Replay
  readonly isShown: boolean
}

function Row({ request, run, isShown }: RowProps) {
  const { number, at, text, status, decided } = request
  const isBad = (status ?? 0) >= 400 || status === 0 || run.divergences.some((one) => one.number === number)
  const line = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isShown) line.current?.scrollIntoView({ block: 'nearest' })
  }, [isShown])
  return (
    <>
      <button
        ref={line}
        type="button"
        class={`journal-row request ${isBad ? 'bad' : ''}`}
        data-testid="replay-step"
        aria-current={number === run.at ? 'step' : undefined}
        aria-expanded={isShown}
        title={number > run.at ? 'Not carried out yet' : undefined}
        onClick={() => void showRequest(number)}
      >
        <time>{at.slice(11, 23)}</time>
        <span class="tag">{`${number === run.at ? '▶ ' : ''}${number}`}</span>
        <span class="journal-text">{text}</span>
        {decided && <span class="rule">{decided}</span>}
        <b>{status ?? '—'}</b>
      </button>
      {isShown && <Exchange request={request} />}
    </>
  )
}

const Exchange = ({ request: { number, sandbox, request, response, decided } }: Pick<RowProps, 'request'>) => (
  <section class="open-entry" aria-label={`Request ${number}`}>
    {sandbox !== '' && <p class="note">{`Sandbox ${sandbox}`}</p>}
    {decided && <RuleCard id={decided} />}
    <div class="two">
      <Part title="Request" body={request} />
      <Part title="Answer" body={response} />
    </div>
  </section>
)

const Part = ({ title, body }: { title: string; body: string }) => (
  <div class="part">
    <h3>{title}</h3>
    {body === '' ? <p class="note">No body.</p> : <Body value={body} />}
  </div>
)
