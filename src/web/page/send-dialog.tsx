/** Asks for a code, as an application would. */
import { useSignal } from '@preact/signals'
import { readProfiles } from './api/read.js'
import { sendCode } from './api/requests.js'
import type { Channel } from './api/types.js'
import { Button, perform, ShowRequest } from './parts/button.tsx'
import { Dialog } from './parts/dialog.tsx'
import { Field, Select } from './parts/fields.tsx'
import { useLoaded } from './parts/load.js'
import { dialog, info, shownNumber } from './state/app.js'

export function SendDialog() {
  const [loaded] = useLoaded(readProfiles)
  const number = useSignal(shownNumber.value ?? '+13035551234')
  const channel = useSignal<Channel>('sms')
  const profile = useSignal(info.value?.profileId ?? '')
  const close = () => {
    dialog.value = null
  }
  const request = () => sendCode(channel.value, number.value, profile.value)
  return (
    <Dialog title="Send a code" onClose={close}>
      <form
        class="form"
        onSubmit={async (event) => {
          event.preventDefault()
          if ((await perform('Send a code', request(), `A code is on its way to ${number.value}.`)) !== undefined)
            close()
        }}
      >
        <Field
          label="Phone number"
          autofocus
          type="tel"
          value={number.value}
          pattern="\+[0-9]{7,15}"
          required
          hint="E.164, like +13035551234"
          onInput={(value) => {
            number.value = value
          }}
        />
        <Select
          label="Channel"
          value={channel.value}
          options={['sms', 'call', 'flashcall', 'whatsapp']}
          onInput={(value) => {
            channel.value = value as Channel
          }}
        />
        <Select
          label="Profile"
          value={profile.value}
          options={(loaded?.profiles ?? []).map(({ id, name }) => [id, name] as const)}
          onInput={(value) => {
            profile.value = value
          }}
        />
        <div class="form-buttons">
          <Button label="Send" icon="send" kind="primary" type="submit" />
          <ShowRequest title="Send a code" request={request} />
        </div>
      </form>
    </Dialog>
  )
}
