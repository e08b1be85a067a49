/** Actions on the newest message of a phone. */
import { checkCode, failDelivery, forceCheck, redeliver, setClock } from '../api/requests.js'
import type { Message } from '../api/types.js'
import { Action, Button, copyText } from '../parts/button.tsx'
import { copyStoryAsTest } from '../snippets/copy-test.js'
import { mayAct, newestMessageOf, sandbox, showStory, useRecords, webhooks } from '../state/app.js'

const outcomes = ['accepted', 'rejected', 'expired', 'max_attempts_exceeded'] as const

export function HandsetActions({ number }: { number: string }) {
  const records = useRecords()
  const message = newestMessageOf(number)
  const verification = records.verifications.get(message?.verificationId ?? '')
  const isPending = verification?.status === 'pending'
  const webhook = webhooks.value.find(({ verificationId }) => verificationId === verification?.id)
  const inSandbox = sandbox.value
  if (!mayAct.value)
    return (
      <div class="actions">
        <CopyCode message={message} />
      </div>
    )
  return (
    <div class="actions" role="group" aria-label="Actions for the newest message">
      <CopyCode message={message} />
      <Action
        label="Enter the code"
        icon="check"
        disabled={!isPending}
        request={() => checkCode(verification?.id ?? '', message?.code ?? '')}
      />
      <Action
        label="Let it expire"
        icon="clock"
        shortcut="x"
        disabled={!isPending || message?.expiresAt === null}
        request={() => setClock(message?.expiresAt ?? 'now')(inSandbox)}
      />
      <Action
        label="Fail next delivery"
        icon="close"
        request={() => failDelivery(number)(inSandbox)}
        done={`The next delivery to ${number} will fail.`}
      />
      <Action
        label="Redeliver webhook"
        icon="redo"
        disabled={webhook === undefined}
        title={webhook ? `Send ${webhook.eventType} again` : 'No webhook was sent for this verification'}
        request={() => redeliver(webhook?.id ?? '')(inSandbox)}
      />
      <Button
        label="Copy as test"
        icon="code"
        disabled={verification === undefined}
        onClick={() => verification && copyStoryAsTest(verification)}
      />
      <NextCheck number={number} />
      {verification && (
        <button type="button" class="link" onClick={() => showStory(verification.id)}>
          Read its story
        </button>
      )}
    </div>
  )
}

export const CopyCode = ({ message }: { message: Message | null }) => (
  <Button
    label={message ? `Copy ${message.code}` : 'Copy code'}
    icon="copy"
    kind="primary"
    shortcut="c"
    disabled={message === null}
    onClick={() => void copyText(message?.code ?? '', `Code ${message?.code}`)}
  />
)

/** Buttons that force the outcome of the next check. */
const NextCheck = ({ number }: { number: string }) => (
  <fieldset class="next-check">
    <legend>Next check</legend>
    {outcomes.map((outcome) => (
      <Action
        key={outcome}
        label={outcome === 'max_attempts_exceeded' ? 'max attempts' : outcome}
        request={() => forceCheck(number, outcome)(sandbox.value)}
        done={`The next check of ${number} ends as ${outcome}.`}
      />
    ))}
  </fieldset>
)
