/** Creates a template, or changes one, with the lint beside it. */
import { useSignal } from '@preact/signals'
import { saveTemplate } from '../api/requests.js'
import type { Template } from '../api/types.js'
import { Button, perform, ShowRequest } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { fillTemplate, lintTemplate } from './template-lint.js'

interface TemplateFormProps {
  readonly template: Template | null
  readonly onClose: (isSaved: boolean) => void
}

export function TemplateForm({ template, onClose }: TemplateFormProps) {
  const text = useSignal(template?.text ?? 'Your {{app_name}} verification code is: {{code}}.')
  const isBuiltIn = template?.built_in === true
  // A built-in template cannot be changed (T4); saving makes one of your own.
  const request = () => saveTemplate(isBuiltIn ? null : (template?.id ?? null), text.value)
  return (
    <form
      class="form"
      onSubmit={async (event) => {
        event.preventDefault()
        if ((await perform('Save', request(), 'Template saved.')) !== undefined) onClose(true)
      }}
    >
      <label class="field wide">
        <span>Text</span>
        <textarea
          dir="auto"
          rows={3}
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value
          }}
        />
      </label>
      <div class="preview">
        <p class="bubble-text" dir="auto">
          {fillTemplate(text.value)}
        </p>
      </div>
      <ul class="lint" aria-label="Lint">
        {lintTemplate(text.value).map(({ ok, text: finding }) => (
          <li key={finding} class={ok === false ? 'bad' : 'good'}>
            <Icon name={ok === null ? 'plus' : ok ? 'check' : 'close'} />
            {finding}
          </li>
        ))}
      </ul>
      <div class="form-buttons">
        <Button
          label={isBuiltIn ? 'Save as a new template' : template === null ? 'Create' : 'Save'}
          kind="primary"
          type="submit"
          disabled={!text.value.includes('{{code}}')}
        />
        <ShowRequest title="Save the template" request={request} />
        <Button label="Cancel" onClick={() => onClose(false)} />
      </div>
    </form>
  )
}
