/** Creates a profile, or changes one. */
import { type Signal, useSignal } from '@preact/signals'
import { saveProfile } from '../api/requests.js'
import type { Profile, Template } from '../api/types.js'
import { Button, perform, ShowRequest } from '../parts/button.tsx'
import { Field, Select } from '../parts/fields.tsx'
import { toProfileBody } from './profile-body.js'

const channels = ['sms', 'call', 'flashcall', 'whatsapp'] as const
type Section = Readonly<Record<string, unknown>> | undefined

interface ProfileFormProps {
  readonly profile: Profile | null
  readonly templates: readonly Template[]
  readonly onClose: (isSaved: boolean) => void
}

const fields = [
  { name: 'name', label: 'Name', required: true },
  { name: 'app_name', label: 'App name', pattern: '[A-Za-z0-9 \\-]{1,30}' },
  { name: 'code_length', label: 'Code length', type: 'number' },
  { name: 'default_verification_timeout_secs', label: 'Timeout in seconds', type: 'number' },
  { name: 'webhook_url', label: 'Webhook URL', type: 'url', placeholder: 'http://localhost:3000/hooks' },
  { name: 'webhook_failover_url', label: 'Webhook failover URL', type: 'url' },
] as const

/** A profile as the fields show it; channels share what is set for the first of them. */
function toDraft(profile: Profile | null): Record<string, string> {
  const shown = (profile?.sms ?? profile?.call ?? profile?.flashcall) as Section
  return {
    name: profile?.name ?? '',
    webhook_url: profile?.webhook_url ?? '',
    webhook_failover_url: String(profile?.webhook_failover_url ?? ''),
    app_name: String(shown?.app_name ?? ''),
    code_length: String(shown?.code_length ?? '6'),
    default_verification_timeout_secs: String(shown?.default_verification_timeout_secs ?? '300'),
    messaging_template_id: String(shown?.messaging_template_id ?? ''),
  }
}

export function ProfileForm({ profile, templates, onClose }: ProfileFormProps) {
  const draft = useSignal(toDraft(profile))
  const sections = useSignal<readonly string[]>(
    profile === null ? ['sms'] : channels.filter((channel) => profile[channel]),
  )
  const set = (name: string) => (value: string) => {
    draft.value = { ...draft.value, [name]: value }
  }
  const request = () => saveProfile(profile?.id ?? null, toProfileBody(draft.value, sections.value))
  return (
    <form
      class="form"
      onSubmit={async (event) => {
        event.preventDefault()
        if ((await perform('Save', request(), 'Profile saved.')) !== undefined) onClose(true)
      }}
    >
      {fields.map(({ name, ...field }) => (
        <Field key={name} {...field} value={draft.value[name] ?? ''} onInput={set(name)} />
      ))}
      <Select
        label="Template"
        value={draft.value.messaging_template_id ?? ''}
        options={[['', 'None'], ...templates.map(({ id, text }) => [id, text] as const)]}
        onInput={set('messaging_template_id')}
      />
      <Channels sections={sections} />
      <div class="form-buttons">
        <Button label={profile === null ? 'Create' : 'Save'} kind="primary" type="submit" />
        <ShowRequest title="Save the profile" request={request} />
        <Button label="Cancel" onClick={() => onClose(false)} />
      </div>
    </form>
  )
}

const Channels = ({ sections }: { sections: Signal<readonly string[]> }) => (
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
)
