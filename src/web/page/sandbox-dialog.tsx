/** Opens a sandbox by its name, and lists those that live. */
import { useSignal } from '@preact/signals'
import { readSandboxes } from './api/read.js'
import { Button } from './parts/button.tsx'
import { Dialog } from './parts/dialog.tsx'
import { Field } from './parts/fields.tsx'
import { useLoaded } from './parts/load.js'
import { dialog } from './state/app.js'
import { openSandbox } from './state/open-sandbox.js'

export function SandboxDialog() {
  const [sandboxes] = useLoaded(readSandboxes)
  const name = useSignal('')
  const close = () => {
    dialog.value = null
  }
  const open = (chosen: string) => {
    close()
    openSandbox(chosen)
  }
  return (
    <Dialog title="Open a sandbox" onClose={close}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          open(name.value)
        }}
      >
        <Field
          label="Name"
          value={name.value}
          autofocus
          required
          pattern="[A-Za-z0-9_\-][A-Za-z0-9._\-]{0,99}"
          placeholder="checkout-1"
          hint={`Its key is sandbox_${name.value || '<name>'}. A sandbox is created the first time it is used.`}
          onInput={(value) => {
            name.value = value
          }}
        />
        <div class="form-buttons">
          <Button label="Open" kind="primary" type="submit" />
        </div>
      </form>
      <ul class="rows">
        {sandboxes?.map(({ sandbox, messages, verifications }) => (
          <li key={sandbox}>
            <button type="button" class="link" onClick={() => open(sandbox)}>
              {sandbox}
            </button>
            <span />
            <span class="tag">{verifications} verifications</span>
            <span class="tag">{messages} messages</span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
