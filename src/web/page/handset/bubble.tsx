/** One message in the conversation. */
import type { Message } from '../api/types.js'
import { Icon } from '../parts/icon.tsx'
import { Standing } from '../parts/status.tsx'
import { embed, showStory } from '../state/app.js'
import { failedChecksOf, type Verification } from '../state/records.js'
import { CallerNumber, MessageText } from './message-text.tsx'

interface BubbleProps {
  readonly message: Message
  readonly verification: Verification | undefined
  readonly onAnswer: () => void
}

const toTime = (instant: string) => instant.slice(11, 16)
const channelNames = { sms: 'SMS', whatsapp: 'WhatsApp', call: 'Call', flashcall: 'Flash call' } as const

export function Bubble({ message, verification, onAnswer }: BubbleProps) {
  const { channel, sentAt, verificationId } = message
  const status = verification?.status ?? message.status ?? null
  return (
    <article
      class={`bubble ${channel}`}
      data-testid="bubble"
      data-code={message.code}
      data-status={status}
      aria-label={`${channelNames[channel]} from ${message.from} at ${toTime(sentAt)}`}
    >
      <div class="bubble-text">
        {channel === 'call' && <CallLine message={message} onAnswer={onAnswer} />}
        {channel === 'flashcall' && (
          <p class="call-line">
            <Icon name="phone" />
            <span>
              <small>Missed flash call</small>
              <CallerNumber from={message.from} code={message.code} />
            </span>
          </p>
        )}
        {(channel === 'sms' || channel === 'whatsapp') && (
          <p dir="auto">
            <MessageText message={message} />
          </p>
        )}
        <span class="bubble-time">
          {channelNames[channel]} · {toTime(sentAt)}
        </span>
      </div>
      <footer class="bubble-foot">
        {status !== null && verificationId !== null && (
          <>
            <Standing
              status={status}
              failed={verification ? failedChecksOf(verification) : (message.failedChecks ?? 0)}
              expiresAt={message.expiresAt}
            />
            {embed === null && (
              <button type="button" class="link" onClick={() => showStory(verificationId)}>
                Story
              </button>
            )}
          </>
        )}
      </footer>
    </article>
  )
}

/** A call that is over: it can be heard again, and read. */
function CallLine({ message, onAnswer }: { message: Message; onAnswer: () => void }) {
  return (
    <p class="call-line">
      <button type="button" class="listen" aria-label="Listen to the call" title="Listen" onClick={onAnswer}>
        <Icon name="play" />
      </button>
      <span>
        <small>Call from {message.from}</small>
        <span class="spoken-code">{message.code}</span>
      </span>
    </p>
  )
}
