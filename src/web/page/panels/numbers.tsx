/** Test numbers: phone numbers that choose an outcome or have a fixed code. */
import { readTestNumbers } from '../api/read.js'
import { sendCode } from '../api/requests.js'
import { Action, CopyButton } from '../parts/button.tsx'
import { Empty, Section } from '../parts/fields.tsx'
import { useLoaded } from '../parts/load.js'
import { info } from '../state/app.js'

export function NumbersPanel() {
  const [numbers] = useLoaded(readTestNumbers)
  if (numbers === null) return <Empty title="Reading test numbers…" />
  return (
    <Section title="Test numbers">
      <p class="note">Send a code to one of these numbers to get its outcome.</p>
      <ul class="rows">
        {numbers.map(({ phoneNumber, about, code }) => (
          <li key={phoneNumber}>
            <code>{phoneNumber}</code>
            <CopyButton text={phoneNumber} what="number" />
            <span class="grow">{about}</span>
            {code && <span class="tag">{code}</span>}
            <Action
              label={`Send a code to ${phoneNumber}`}
              icon="send"
              bare
              request={() => sendCode('sms', phoneNumber, info.value?.profileId ?? '')}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}
