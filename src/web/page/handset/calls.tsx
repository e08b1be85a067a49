/** Calls on the phone: ringing, answered and spoken, and the flash call that rings once. */
import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { answerNewestCall, declineNewestCall } from '../api/requests.js'
import type { Message } from '../api/types.js'
import { ShowRequest } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { mayAct, sandbox } from '../state/app.js'
import { stopRinging } from '../state/arrivals.js'
import { CallerNumber } from './message-text.tsx'
import { speak, toRepetitions } from './speak.js'

/** Duration of the one ring. */
const flashMs = 2600

interface CallScreenProps {
  readonly message: Message
  readonly isAnswered: boolean
  readonly onAnswer: () => void
  readonly onEnd: () => void
}

/** A call that rings or is answered; it covers the conversation. */
export function CallScreen({ message, isAnswered, onAnswer, onEnd }: CallScreenProps) {
  const screen = useRef<HTMLDivElement>(null)
  useKeptFocus(screen, isAnswered)
  return (
    <div ref={screen} class="call-screen" data-testid="call" role="group" aria-label={`Call from ${message.from}`}>
      <span class="call-avatar" aria-hidden="true">
        <Icon name="phone" />
      </span>
      <p class="call-from">{message.from}</p>
      {isAnswered ? <Transcript message={message} /> : <p class="call-state">calling…</p>}
      <div class="call-buttons">
        <button type="button" class="call-button decline" data-testid="decline" onClick={onEnd}>
          <Icon name="close" />
          <span>{isAnswered ? 'Hang up' : 'Decline'}</span>
        </button>
        {!isAnswered && (
          <button
            type="button"
            class="call-button answer"
            data-testid="answer"
            aria-keyshortcuts="a"
            onClick={onAnswer}
          >
            <Icon name="answer" />
            <span>Answer</span>
          </button>
        )}
      </div>
      {!isAnswered && mayAct.value && (
        <div class="call-requests">
          <ShowRequest title="Decline" request={() => declineNewestCall(message.phoneNumber)(sandbox.value)} />
          <ShowRequest title="Answer" request={() => answerNewestCall(message.phoneNumber)(sandbox.value)} />
        </div>
      )}
    </div>
  )
}

/** The focus goes where its button went: from Answer to Hang up, and from there back to the messages. */
function useKeptFocus(screen: RefObject<HTMLElement | null>, isAnswered: boolean): void {
  useLayoutEffect(() => {
    if (isAnswered && document.activeElement === document.body)
      screen.current?.querySelector<HTMLElement>('.decline')?.focus()
  }, [isAnswered])
  useLayoutEffect(
    () => () => {
      const { current } = screen
      if (current?.contains(document.activeElement))
        current.parentElement?.querySelector<HTMLElement>('.conversation')?.focus()
    },
    [],
  )
}

/** The spoken text, with the current repetition marked. */
function Transcript({ message }: { message: Message }) {
  const part = useSignal(0)
  useEffect(
    () =>
      speak(message.text, (spoken) => {
        part.value = spoken
      }),
    [message.id],
  )
  return (
    <div class="transcript" data-testid="transcript" aria-live="polite">
      {toRepetitions(message.text).map((text, index) => (
        <p key={index} dir="auto" class={part.value === index ? 'spoken' : ''}>
          {text}
        </p>
      ))}
    </div>
  )
}

/** The banner of a flash call: one ring, then it is a missed call. */
export function FlashBanner({ message }: { message: Message }) {
  useEffect(() => {
    const timer = setTimeout(() => stopRinging(message.id), flashMs)
    return () => clearTimeout(timer)
  }, [message.id])
  return (
    <div class="flash-banner" data-testid="flash-call">
      <span class="flash-icon" aria-hidden="true">
        <Icon name="phone" />
      </span>
      <span>
        <small>Flash call, one ring</small>
        <CallerNumber from={message.from} code={message.code} />
      </span>
    </div>
  )
}
