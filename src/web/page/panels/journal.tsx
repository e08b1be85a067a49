/** The journal: every request and event, with what decided it. */
import { type Signal, useSignal } from '@preact/signals'
import { clearJournal } from '../api/requests.js'
import type { Entry } from '../api/types.js'
import { Action } from '../parts/button.tsx'
import { Empty } from '../parts/fields.tsx'
import { Icon } from '../parts/icon.tsx'
import { VirtualList } from '../parts/virtual-list.tsx'
import { sandbox, showStory, useRecords } from '../state/app.js'
import { EntryDetail, RuleCard } from '../story/step-detail.tsx'
import { matchesFilter } from './filter.js'

const kinds = ['request', 'message', 'delivery', 'verification', 'webhook'] as const

export function JournalPanel() {
  const records = useRecords()
  const filter = useSignal('')
  const kind = useSignal('')
  const open = useSignal<Entry | null>(null)
  const { entries } = records
  const isFiltered = filter.value !== '' || kind.value !== ''
  const shown = isFiltered ? entries.filter((entry) => matchesFilter(entry, filter.value, kind.value)) : entries
  const at = (index: number) => shown[shown.length - 1 - index] as Entry
  return (
    <div class="journal">
      <FilterBar filter={filter} kind={kind} />
      {open.value !== null && (
        <OpenEntry
          entry={open.value}
          onClose={() => {
            open.value = null
          }}
        />
      )}
      {shown.length === 0 ? (
        <Empty title={isFiltered ? 'Nothing matches the filter.' : 'The journal is empty.'} />
      ) : (
        <VirtualList
          label="Journal"
          count={shown.length}
          keyAt={(index) => at(index).cursor}
          rowHeight={32}
          render={(index) => (
            <Row
              entry={at(index)}
              isOpen={open.value === at(index)}
              onOpen={() => {
                open.value = at(index)
              }}
            />
          )}
        />
      )}
    </div>
  )
}

/** The filter: words and a kind. */
const FilterBar = ({ filter, kind }: { filter: Signal<string>; kind: Signal<string> }) => (
  <div class="filter-bar">
    <input
      type="search"
      class="search"
      aria-label="Filter the journal"
      placeholder="Filter: words, number, code, operation"
      value={filter.value}
      onInput={({ currentTarget }) => {
        filter.value = currentTarget.value
      }}
    />
    <div class="segments" role="group" aria-label="Kind">
      {['', ...kinds].map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={kind.value === name}
          onClick={() => {
            kind.value = name
          }}
        >
          {name || 'all'}
        </button>
      ))}
    </div>
    <Action label="Clear journal" icon="trash" bare request={() => clearJournal(sandbox.value)} />
  </div>
)

/** The line of an event, without the number, which has a column of its own. */
const toEventText = ({ event, text }: Entry) => text.replace(/^(\S+) \S+ \((\w+)\)/, `${event} ($2)`)

function Row({ entry, isOpen, onOpen }: { entry: Entry; isOpen: boolean; onOpen: () => void }) {
  const { kind, at, status, decided, phoneNumber } = entry
  const isBad =
    kind === 'request'
      ? (status ?? 0) >= 400 || status === 0
      : /fail|invalid|expired|error|dropped/.test(entry.event ?? '')
  const by = decided?.scenario ?? decided?.fault ?? decided?.rule
  return (
    <button type="button" class={`journal-row ${kind} ${isBad ? 'bad' : ''}`} aria-expanded={isOpen} onClick={onOpen}>
      <time>{at.slice(11, 23)}</time>
      <span class="tag">{kind}</span>
      <span class="journal-text">{kind === 'request' ? `${entry.method} ${entry.path}` : toEventText(entry)}</span>
      {by && <span class="rule">{by}</span>}
      <b>{kind === 'request' ? status || '—' : ''}</b>
      <small>{phoneNumber}</small>
    </button>
  )
}

function OpenEntry({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { decided, verificationId } = entry
  const by = decided?.rule
  return (
    <section class="open-entry" aria-label="Entry">
      <header>
        <code>{entry.at}</code>
        {verificationId !== null && (
          <button type="button" class="link" onClick={() => showStory(verificationId)}>
            Story
          </button>
        )}
        <button type="button" class="button bare" aria-label="Close the entry" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {by && <RuleCard id={by} />}
      <EntryDetail entry={entry} />
    </section>
  )
}
