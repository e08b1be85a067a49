/** Profiles and templates: read, create, change. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { readProfiles } from '../api/read.js'
import type { Profile, Template } from '../api/types.js'
import { Button, CopyButton } from '../parts/button.tsx'
import { Empty, Section } from '../parts/fields.tsx'
import { useLoaded } from '../parts/load.js'
import { ProfileForm } from './profile-form.tsx'
import { TemplateForm } from './template-form.tsx'

/** The subject of an open form: a record, a new one, or null for a closed form. */
type Edited<Item> = Item | 'new' | null

export function ProfilesPanel() {
  const [loaded, reload] = useLoaded(readProfiles)
  if (loaded === null) return <Empty title="Reading profiles…" />
  return (
    <>
      <Profiles profiles={loaded.profiles} templates={loaded.templates} reload={reload} />
      <Templates templates={loaded.templates} reload={reload} />
    </>
  )
}

interface ProfilesProps {
  readonly profiles: readonly Profile[]
  readonly templates: readonly Template[]
  readonly reload: () => void
}

function Profiles({ profiles, templates, reload }: ProfilesProps) {
  const edited = useSignal<Edited<Profile>>(null)
  const profile = edited.value === 'new' ? null : edited.value
  const edit = (item: Edited<Profile>) => {
    edited.value = item
  }
  return (
    <Section title="Profiles" aside={<Button label="New profile" icon="plus" onClick={() => edit('new')} />}>
      {edited.value !== null && (
        <ProfileForm
          key={profile?.id ?? 'new'}
          profile={profile}
          templates={templates}
          onClose={(isSaved) => {
            edit(null)
            if (isSaved) reload()
          }}
        />
      )}
      <ul class="cards">
        {profiles.map((item) => (
          <ProfileCard key={item.id} profile={item} onEdit={() => edit(item)} />
        ))}
      </ul>
    </Section>
  )
}

function Templates({ templates, reload }: { templates: readonly Template[]; reload: () => void }) {
  const edited = useSignal<Edited<Template>>(null)
  const template = edited.value === 'new' ? null : edited.value
  const edit = (item: Edited<Template>) => {
    edited.value = item
  }
  return (
    <Section title="Templates" aside={<Button label="New template" icon="plus" onClick={() => edit('new')} />}>
      {edited.value !== null && (
        <TemplateForm
          key={template?.id ?? 'new'}
          template={template}
          onClose={(isSaved) => {
            edit(null)
            if (isSaved) reload()
          }}
        />
      )}
      <ul class="cards">
        {templates.map((item) => (
          <li key={item.id} class="card">
            <p class="quote" dir="auto">
              {item.text}
            </p>
            <Id id={item.id} what="template id">
              {item.built_in && <span class="tag">built-in</span>}
              <Button label={item.built_in ? 'Lint' : 'Edit'} onClick={() => edit(item)} />
            </Id>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function ProfileCard({ profile, onEdit }: { profile: Profile; onEdit: () => void }) {
  const channels = ['sms', 'call', 'flashcall', 'whatsapp'].filter((channel) => profile[channel] !== undefined)
  return (
    <li class="card">
      <p class="card-title">
        <b>{profile.name}</b>
        {channels.map((channel) => (
          <span key={channel} class="tag">
            {channel}
          </span>
        ))}
      </p>
      {profile.webhook_url && <p class="note">Webhooks go to {profile.webhook_url}</p>}
      <Id id={profile.id} what="profile id">
        <Button label="Edit" onClick={onEdit} />
      </Id>
    </li>
  )
}

/** An id, ready to copy. */
const Id = ({ id, what, children }: { id: string; what: string; children: ComponentChildren }) => (
  <p class="id-line">
    <code>{id}</code>
    <CopyButton text={id} what={what} />
    <span class="spacer" />
    {children}
  </p>
)
