/** The list of phones, the one with the newest message on top. */
import { useSignal } from '@preact/signals'
import { Button } from '../parts/button.tsx'
import { Badge } from '../parts/status.tsx'
import { VirtualList } from '../parts/virtual-list.tsx'
import { choosePhone, chosenNumber, shownNumber, useRecords } from '../state/app.js'
import { ringing } from '../state/arrivals.js'
import type { Phone } from '../state/records.js'

export function Rail() {
  const records = useRecords()
  const filter = useSignal('')
  const all = records.newestPhones()
  const phones = filter.value === '' ? all : all.filter(({ number }) => number.includes(filter.value.trim()))
  const at = (index: number) => phones[index] as Phone
  return (
    <nav class="rail" aria-label="Phones">
      <header class="rail-head">
        <h2>Phones</h2>
        <span class="count">{all.length}</span>
        <Button
          label="Follow newest"
          pressed={chosenNumber.value === null}
          title="Show the phone with the newest message"
          onClick={() => choosePhone(chosenNumber.value === null ? shownNumber.value : null)}
        />
      </header>
      <input
        id="search"
        type="search"
        class="search"
        placeholder="Search numbers"
        aria-label="Search numbers"
        aria-keyshortcuts="/"
        value={filter.value}
        onInput={({ currentTarget }) => {
          filter.value = currentTarget.value
        }}
      />
      <VirtualList
        label="Phones"
        count={phones.length}
        keyAt={(index) => at(index).number}
        rowHeight={64}
        render={(index) => <RailItem phone={at(index)} />}
      />
    </nav>
  )
}

function RailItem({ phone }: { phone: Phone }) {
  const records = useRecords()
  const newest = phone.messages.at(-1)
  const verification = records.verifications.get(newest?.verificationId ?? '')
  const isShown = shownNumber.value === phone.number
  const rings = newest !== undefined && ringing.value.has(newest.id)
  return (
    <button
      type="button"
      class={`rail-item ${rings ? 'ringing' : ''}`}
      data-testid="rail-item"
      data-number={phone.number}
      aria-current={isShown}
      onClick={() => choosePhone(phone.number)}
    >
      <span class="rail-line">
        <b>{phone.number}</b>
        <time>{newest?.sentAt.slice(11, 19)}</time>
      </span>
      <span class="rail-line">
        <span class="rail-code">
          {newest?.code} <small>{newest?.channel}</small>
        </span>
        {verification && <Badge status={verification.status} />}
      </span>
    </button>
  )
}
