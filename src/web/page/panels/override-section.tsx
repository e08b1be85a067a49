import type { ComponentChildren } from 'preact'
import type { ApiRequest } from '../api/call.js'
import { Action } from '../parts/button.tsx'
import { Field, Section } from '../parts/fields.tsx'

/** An override as a row of a list. */
export interface OverrideRow {
  readonly id: string
  readonly name: string
  readonly match: string
  readonly tags: readonly string[]
  readonly remove: () => ApiRequest
}

interface OverrideSectionProps {
  readonly title: string
  readonly note: string
  /** One of them, as in `Add fault`. */
  readonly noun: string
  /** Null while they are read. */
  readonly rows: readonly OverrideRow[] | null
  readonly clear: () => ApiRequest
  readonly add: () => ApiRequest
  readonly reload: () => void
  /** The fields of the form. */
  readonly children: ComponentChildren
}

/** Overrides of one kind: a form that adds one, the list of all, and the way to remove them. */
export function OverrideSection({ title, note, noun, rows, clear, add, reload, children }: OverrideSectionProps) {
  return (
    <Section
      title={title}
      aside={<Action label="Remove all" icon="trash" disabled={!rows?.length} request={clear} onDone={reload} />}
    >
      <p class="note">{note}</p>
      <div class="form inline">
        {children}
        <Action
          label={`Add ${noun}`}
          icon="plus"
          kind="primary"
          request={add}
          done={`Added: ${noun}.`}
          onDone={reload}
        />
      </div>
      {rows?.length === 0 && <p class="note">No {noun} is set.</p>}
      <ul class="rows">
        {rows?.map(({ id, name, match, tags, remove }) => (
          <li key={id}>
            <b>{name}</b>
            <span>{match}</span>
            {tags.map((tag) => (
              <span key={tag} class="tag">
                {tag}
              </span>
            ))}
            <Action label={`Remove ${id}`} icon="trash" bare request={remove} onDone={reload} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The field for the number of times that an override holds. */
export const TimesField = ({ value, onInput }: { value: string; onInput: (value: string) => void }) => (
  <Field label="Times" type="number" value={value} placeholder="always" onInput={onInput} />
)
