/** The story of one verification: steps on a line, and what is behind the one that is open. */
import { useSignal } from '@preact/signals'
import { Button, CopyButton } from '../parts/button.tsx'
import { Empty } from '../parts/fields.tsx'
import { lazy } from '../parts/lazy.tsx'
import { Standing } from '../parts/status.tsx'
import { copyStoryAsTest } from '../snippets/copy-test.js'
import { chosenVerification, newestMessageOf, shownNumber, useRecords } from '../state/app.js'
import { failedChecksOf, type Verification } from '../state/records.js'
import { type StoryStep, toElapsed, toSteps } from '../state/story.js'

const StepDetail = lazy('StepDetail')
const Welcome = lazy('Welcome')

export function StoryPanel() {
  const records = useRecords()
  const id = chosenVerification.value ?? newestMessageOf(shownNumber.value)?.verificationId ?? null
  const verification = id === null ? undefined : records.verifications.get(id)
  if (records.messageCount === 0 && verification === undefined) return <Welcome />
  if (verification === undefined)
    return (
      <Empty title="No story yet.">
        <p>Every verification tells its story here: who asked, which rule decided, what was sent and how it ended.</p>
      </Empty>
    )
  return <Story key={verification.id} verification={verification} />
}

function Story({ verification }: { verification: Verification }) {
  useRecords() // the verification changes in place
  const open = useSignal<string | null>(null)
  const steps = toSteps(verification)
  const first = steps[0]
  return (
    <div class="story" data-testid="story">
      <StoryHead verification={verification} />
      {steps.length === 0 && (
        <Empty title="The journal no longer holds this verification.">
          <p>Its message is still in the inbox. Start the emulator with a larger journal to keep more.</p>
        </Empty>
      )}
      <ol class="timeline" aria-label="Timeline">
        {steps.map((step) => {
          const key = `${step.entry.cursor}-${step.kind}`
          const isOpen = open.value === key
          return (
            <li
              key={key}
              class={`step ${step.tone} ${isOpen ? 'open' : ''}`}
              data-testid="story-step"
              data-kind={step.kind}
            >
              <StepLine
                step={step}
                from={first?.at ?? step.at}
                isOpen={isOpen}
                onToggle={() => {
                  open.value = isOpen ? null : key
                }}
              />
              {isOpen && <StepDetail step={step} verification={verification} />}
            </li>
          )
        })}
        {verification.status === 'pending' && steps.length > 0 && (
          <li class="step waiting">
            <span class="step-line">
              <span class="step-title">Waiting for the code</span>
            </span>
          </li>
        )}
      </ol>
    </div>
  )
}

function StoryHead({ verification }: { verification: Verification }) {
  const { id, phoneNumber, channel, status, message } = verification
  return (
    <header class="story-head">
      <div>
        <h2>{phoneNumber}</h2>
        <p class="story-id">
          {channel} · <code>{id}</code> <CopyButton text={id} what="verification id" />
        </p>
      </div>
      <div class="story-standing">
        <Standing status={status} failed={failedChecksOf(verification)} expiresAt={message?.expiresAt ?? null} />
        {chosenVerification.value !== null && (
          <Button
            label="Newest story"
            onClick={() => {
              chosenVerification.value = null
            }}
          />
        )}
        <Button label="Copy as test" icon="code" onClick={() => copyStoryAsTest(verification)} />
      </div>
    </header>
  )
}

interface StepLineProps {
  readonly step: StoryStep
  readonly from: string
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function StepLine({ step, from, isOpen, onToggle }: StepLineProps) {
  return (
    <button type="button" class="step-line" aria-expanded={isOpen} onClick={onToggle}>
      <span class="step-title">{step.title}</span>
      {step.decidedBy !== null && <span class="rule">{step.decidedBy}</span>}
      <span class="step-note">{step.note}</span>
      <time title={step.at}>{toElapsed(from, step.at)}</time>
    </button>
  )
}
