/** Dialogs with text to copy: a request in three languages, a story as a test. */
import { useSignal } from '@preact/signals'
import { CopyButton, shownRequest } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { connection, info } from '../state/app.js'
import { testOf } from './copy-test.js'
import { type Language, toSnippets } from './languages.js'
import { toTestSteps } from './story-steps.js'
import { type TestKind, toTestScript } from './test-script.js'

interface SnippetsProps<Name extends string> {
  readonly names: readonly Name[]
  readonly textOf: (name: Name) => string
}

/** A text in several languages, one of them shown. */
function Snippets<Name extends string>({ names, textOf }: SnippetsProps<Name>) {
  const name = useSignal<Name>(names[0] as Name)
  const text = textOf(name.value)
  return (
    <div class="snippets">
      <div class="segments" role="group" aria-label="Language">
        {names.map((other) => (
          <button
            key={other}
            type="button"
            aria-pressed={other === name.value}
            onClick={() => {
              name.value = other
            }}
          >
            {other}
          </button>
        ))}
      </div>
      <pre class="body" tabIndex={0}>
        {text}
      </pre>
      <CopyButton text={text} what={name.value} label="Copy" />
    </div>
  )
}

export function RequestDialog() {
  const shown = shownRequest.value
  if (shown === null) return null
  const snippets = toSnippets(shown.request, connection.value)
  return (
    <Dialog
      title={shown.title}
      onClose={() => {
        shownRequest.value = null
      }}
    >
      <Snippets<Language> names={['curl', 'Node', 'Python']} textOf={(name) => snippets[name]} />
    </Dialog>
  )
}

export function TestDialog() {
  const verification = testOf.value
  const about = info.value
  if (verification === null || about === null) return null
  const { entries, message } = verification
  const steps = toTestSteps(entries, message?.code ?? '')
  const startedAt = entries[0]?.at ?? message?.sentAt ?? ''
  const story = { steps, connection: connection.value, info: about, startedAt }
  return (
    <Dialog
      title="Copy as test"
      onClose={() => {
        testOf.value = null
      }}
    >
      <p class="note">The same seed, clock and outcomes as in this story.</p>
      <Snippets<TestKind> names={['vitest', 'pytest', 'curl']} textOf={(kind) => toTestScript(kind, story)} />
    </Dialog>
  )
}
