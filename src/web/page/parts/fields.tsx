/** Parts of forms and panels. */
import type { ComponentChildren, InputHTMLAttributes } from 'preact'

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly placeholder?: string
  readonly hint?: string | undefined
  readonly type?: 'text' | 'tel' | 'url' | 'number' | 'password'
  readonly list?: readonly string[]
  readonly required?: boolean
  readonly pattern?: string
  readonly autofocus?: boolean
}

export function Field({ label, value, onInput, hint, list, ...rest }: FieldProps) {
  const id = `list-${label.toLowerCase().replaceAll(' ', '-')}`
  return (
    <label class="field">
      <span>{label}</span>
      <input
        {...({ type: 'text', ...rest, ...(list && { list: id }) } as InputHTMLAttributes)}
        value={value}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {list && (
        <datalist id={id}>
          {list.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
      {hint && <small>{hint}</small>}
    </label>
  )
}

interface SelectProps {
  readonly label: string
  readonly value: string
  readonly options: readonly (string | readonly [value: string, label: string])[]
  readonly onInput: (value: string) => void
}

export const Select = ({ label, value, options, onInput }: SelectProps) => (
  <label class="field">
    <span>{label}</span>
    <select value={value} onChange={({ currentTarget }) => onInput(currentTarget.value)}>
      {options.map((option) => {
        const [key, text] = typeof option === 'string' ? [option, option] : option
        return (
          <option key={key} value={key}>
            {text}
          </option>
        )
      })}
    </select>
  </label>
)

/** A place where nothing is yet, with what would fill it. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="nothing">
    <p class="nothing-title">{title}</p>
    {children}
  </div>
)

export const Section = ({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ComponentChildren
  children: ComponentChildren
}) => (
  <section class="section">
    <header class="section-head">
      <h3>{title}</h3>
      {aside}
    </header>
    {children}
  </section>
)

/** A value as indented JSON, or as the text that it is. */
export const Body = ({ value }: { value: unknown }) => (
  <pre class="body" tabIndex={0}>
    {typeof value === 'string' ? tidy(value) : JSON.stringify(value, null, 2)}
  </pre>
)

/** Deeper JSON stays as it is: indenting each of thousands of levels makes megabytes of spaces. */
const deepest = 100

function tidy(text: string): string {
  let depth = 0
  for (const character of text) {
    if (character === '[' || character === '{') depth++
    if (character === ']' || character === '}') depth--
    if (depth > deepest) return text
  }
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
