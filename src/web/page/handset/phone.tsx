/** One phone, drawn, with its conversation. */
import type { Message } from '../api/types.js'
import { lazy } from '../parts/lazy.tsx'
import { VirtualList } from '../parts/virtual-list.tsx'
import { useRecords } from '../state/app.js'
import { ringing } from '../state/arrivals.js'
import { answer, answered, endCall } from './answered.js'
import { Bubble } from './bubble.tsx'
import { StatusBar } from './status-bar.tsx'

const CallScreen = lazy('CallScreen')
const FlashBanner = lazy('FlashBanner')

export function Phone({ number }: { number: string }) {
  const records = useRecords()
  const messages = records.phones.get(number)?.messages ?? []
  const rings = messages.slice(-12).filter(({ id }) => ringing.value.has(id))
  const call =
    (answered.value === null ? undefined : messages.find(({ id }) => id === answered.value)) ??
    rings.findLast(({ channel }) => channel === 'call')
  const flash = rings.findLast(({ channel }) => channel === 'flashcall')
  return (
    <section
      class={`phone ${rings.length > 0 ? 'ringing' : ''}`}
      data-testid="handset"
      data-number={number}
      aria-label={`Phone ${number}`}
    >
      <div class="phone-screen">
        <StatusBar />
        <header class="phone-head">
          <h2>{number}</h2>
          <p>{messages.length === 1 ? '1 message' : `${messages.length} messages`}</p>
        </header>
        <Conversation number={number} messages={messages} />
        {messages.length === 0 && <p class="phone-empty">No message has arrived at this number yet.</p>}
        {flash && <FlashBanner message={flash} />}
        {call && (
          <CallScreen
            key={call.id}
            message={call}
            isAnswered={answered.value === call.id}
            onAnswer={() => answer(call)}
            onEnd={() => endCall(call)}
          />
        )}
        <i class="phone-home" aria-hidden="true" />
      </div>
    </section>
  )
}

/** The messages, newest at the bottom. */
function Conversation({ number, messages }: { number: string; messages: readonly Message[] }) {
  const records = useRecords()
  const at = (index: number) => messages[messages.length - 1 - index] as Message
  return (
    <VirtualList
      class="conversation"
      role="log"
      label={`Messages to ${number}`}
      count={messages.length}
      keyAt={(index) => at(index).id}
      rowHeight={128}
      measured
      upward
      render={(index) => {
        const message = at(index)
        return (
          <Bubble
            message={message}
            verification={records.verifications.get(message.verificationId ?? '')}
            onAnswer={() => answer(message)}
          />
        )
      }}
    />
  )
}
