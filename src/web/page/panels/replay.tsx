/** A run that is replayed: its requests, their answers, and where it diverges. */
import { useEffect } from 'preact/hooks'
import type { Replay } from '../api/types.js'
import { Button } from '../parts/button.tsx'
import { Empty, Section } from '../parts/fields.tsx'
import { changes } from '../state/app.js'
import { moveInReplay, refreshReplay, replay, shownRequest, showRequest } from './replay-walk.js'

export function ReplayPanel() {
  const version = changes.value
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change in the sandbox may have moved the replay.
  useEffect(() => void refreshReplay(), [version])
  const run = replay.value
  if (run === null) return <Empty title="Reading the run…" />
  const { at, test, requests, divergences } = run
  const walk = (
    <>
      <Button label="Previous request" onClick={() => moveInReplay(-1)} />
      <Button label="Next request" onClick={() => moveInReplay(1)} />
    </>
  )
  return (
    <Section title={test ?? 'Run'} aside={walk}>
      <p class="note" role="status" data-testid="replay-place">
        {`The state after request ${at} of ${requests.length}. Keys: j goes on, k goes back in the list.`}
      </p>
      {divergences.map(({ number, text }) => (
        <p key={text} class="note bad" data-testid="replay-divergence" data-number={number}>
          {text}
        </p>
      ))}
      <div class="journal">
        {requests.map((request) => (
          <Row key={request.number} request={request} run={run} />
        ))}
      </div>
    </Section>
  )
}

function Row({ request, run }: { request: Replay['requests'][number]; run: Replay }) {
  const { number, at, text, status } = request
  const isShown = shownRequest() === number
  const isBad = (status ?? 0) >= 400 || status === 0 || run.divergences.some((one) => one.number === number)
  return (
    <>
      <button
        type="button"
        class={`journal-row request ${isBad ? 'bad' : ''}`}
        data-testid="replay-step"
        data-done={number <= run.at}
        aria-expanded={isShown}
        onClick={() => void showRequest(number)}
      >
        <time>{at.slice(11, 23)}</time>
        <span class="tag">{number}</span>
        <span class="journal-text">{text}</span>
        <b>{status ?? '—'}</b>
      </button>
      {isShown && (
        <section class="open-entry" aria-label={`Request ${number}`}>
          <pre>{request.request || 'no body'}</pre>
          <pre>{request.response || 'no body'}</pre>
        </section>
      )}
    </>
  )
}
