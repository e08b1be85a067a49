/** Creates a profile, or changes one. */
import { useSignal } from '@preact/signals'
import { saveProfile } from '../api/requests.js'
import type { Profile, Template } from '../api/types.js'
import { Button, perform, ShowRequest } from '../parts/button.js'
import { Field, Select } from '../parts/fields.js'
import { toProfileBody } from './profile-body.js'

const channels = ['sms', 'call', 'flashcall', 'whatsapp'] as const
type Section = Readonly<Record<string, unknown>> | undefined

interface ProfileFormProps {
  readonly profile: Profile | null
  readonly templates: readonly Template[]
  readonly onClose: (isSaved: boolean) => void
}

export function ProfileForm({ profile, templates, onClose }: ProfileFormProps) {
  const shown = (profile?.sms ?? profile?.call ?? profile?.flashcall) as Section
  const draft = useSignal<Record<string, string>>({
    name: profile?.name ?? '',
    webhook_url: profile?.webhook_url ?? '',
    webhook_failover_url: String(profile?.webhook_failover_url ?? ''),
    app_name: String(shown?.app_name ?? ''),
    code_length: String(shown?.code_length ?? '6'),
    default_verification_timeout_secs: String(shown?.default_verification_timeout_secs ?? '300'),
    messaging_template_id: String(shown?.messaging_template_id ?? ''),
  })
  const sections = useSignal<readonly string[]>(
    profile === null ? ['sms'] : channels.filter((channel) => profile[channel]),
  )
  const set = (name: string) => (value: string) => {
    draft.value = { ...draft.value, [name]: value }
  }
  const value = (name: string) => draft.value[name] ?? ''
  const request = () => saveProfile(profile?.id ?? null, toProfileBody(draft.value, sections.value))
  return (
    <form
      class="form"
      onSubmit={async (event) => {
        event.preventDefault()
        if ((await perform('Save', request(), 'Profile saved.')) !== undefined) onClose(true)
      }}
    >
      <Field label="Name" value={value('name')} onInput={set('name')} required />
      <Field label="App name" value={value('app_name')} onInput={set('app_name')} pattern="[A-Za-z0-9 \-]{1,30}" />
      <Field label="Code length" type="number" value={value('code_length')} onInput={set('code_length')} />
      <Field
        label="Timeout in seconds"
        type="number"
        value={value('default_verification_timeout_secs')}
        onInput={set('default_verification_timeout_secs')}
      />
      <Select
        label="Template"
        value={value('messaging_template_id')}
        options={[['', 'None'], ...templates.map(({ id, text }) => [id, text] as const)]}
        onInput={set('messaging_template_id')}
      />
      <Field
        label="Webhook URL"
        type="url"
        value={value('webhook_url')}
        onInput={set('webhook_url')}
        placeholder="http://localhost:3000/hooks"
      />
      <Field
        label="Webhook failover URL"
        type="url"
        value={value('webhook_failover_url')}
        onInput={set('webhook_failover_url')}
      />
      <fieldset class="checks">
        <legend>Channels</legend>
        {channels.map((channel) => (
          <label key={channel}>
            <input
              type="checkbox"
              checked={sections.value.includes(channel)}
              onChange={({ currentTarget }) => {
                const others = sections.value.filter((section) => section !== channel)
                sections.value = currentTarget.checked ? [...others, channel] : others
              }}
            />
            {channel}
          </label>
        ))}
      </fieldset>
      <div class="form-buttons">
        <Button label={profile === null ? 'Create' : 'Save'} kind="primary" type="submit" />
        <ShowRequest title="Save the profile" request={request} />
        <Button label="Cancel" onClick={() => onClose(false)} />
      </div>
    </form>
  )
}
