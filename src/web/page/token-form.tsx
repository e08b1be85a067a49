/** Asks for the control token. It stays in the session of the browser tab, and never in an address. */
import { useSignal } from '@preact/signals'
import { Button } from './parts/button.tsx'
import { Field } from './parts/fields.tsx'
import { link, token } from './state/app.js'
import { store } from './state/storage.js'

export function TokenForm() {
  const typed = useSignal('')
  return (
    <div class="welcome token">
      <h2>This emulator requires a token.</h2>
      <p class="lead">
        {token.value === undefined
          ? 'It was started with --control-token.'
          : 'The token is not the one that the emulator was started with.'}
      </p>
      <form
        class="form"
        data-testid="token-form"
        onSubmit={(event) => {
          event.preventDefault()
          store('sessionStorage', 'token', typed.value)
          link.value = 'connecting'
          token.value = typed.value
        }}
      >
        <Field
          label="Control token"
          type="password"
          value={typed.value}
          required
          onInput={(value) => {
            typed.value = value
          }}
        />
        <div class="form-buttons">
          <Button label="Connect" kind="primary" type="submit" />
        </div>
      </form>
    </div>
  )
}
