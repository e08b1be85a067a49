/** Profiles and templates: read, create, change. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { readProfiles } from '../api/read.js'
import type { Profile, Template } from '../api/types.js'
import { Button, CopyButton } from '../parts/button.js'
import { Empty, Section } from '../parts/fields.js'
import { useLoaded } from '../parts/load.js'
import { ProfileForm } from './profile-form.js'
import { TemplateForm } from './template-form.js'

export function ProfilesPanel() {
  const [loaded, reload] = useLoaded(readProfiles)
  /** What is edited: a profile, `new`, or nothing. */
  const editedProfile = useSignal<Profile | 'new' | null>(null)
  const editedTemplate = useSignal<Template | 'new' | null>(null)
  if (loaded === null) return <Empty title="Reading profiles…" />
  const { profiles, templates } = loaded
  return (
    <>
      <Section
        title="Profiles"
        aside={
          <Button
            label="New profile"
            icon="plus"
            onClick={() => {
              editedProfile.value = 'new'
            }}
          />
        }
      >
        {editedProfile.value !== null && (
          <ProfileForm
            key={editedProfile.value === 'new' ? 'new' : editedProfile.value.id}
            profile={editedProfile.value === 'new' ? null : editedProfile.value}
            templates={templates}
            onClose={(isSaved) => {
              editedProfile.value = null
              if (isSaved) reload()
            }}
          />
        )}
        <ul class="cards">
          {profiles.map((profile) => (
            <ProfileCard
              key={profile.id}
              profile={profile}
              onEdit={() => {
                editedProfile.value = profile
              }}
            />
          ))}
        </ul>
      </Section>
      <Section
        title="Templates"
        aside={
          <Button
            label="New template"
            icon="plus"
            onClick={() => {
              editedTemplate.value = 'new'
            }}
          />
        }
      >
        {editedTemplate.value !== null && (
          <TemplateForm
            key={editedTemplate.value === 'new' ? 'new' : editedTemplate.value.id}
            template={editedTemplate.value === 'new' ? null : editedTemplate.value}
            onClose={(isSaved) => {
              editedTemplate.value = null
              if (isSaved) reload()
            }}
          />
        )}
        <ul class="cards">
          {templates.map((template) => (
            <li key={template.id} class="card">
              <p class="quote">{template.text}</p>
              <Id id={template.id} what="template id">
                {template.builtIn ? (
                  <span class="tag">built-in</span>
                ) : (
                  <Button
                    label="Edit"
                    onClick={() => {
                      editedTemplate.value = template
                    }}
                  />
                )}
                {template.builtIn && (
                  <Button
                    label="Lint"
                    onClick={() => {
                      editedTemplate.value = template
                    }}
                  />
                )}
              </Id>
            </li>
          ))}
        </ul>
      </Section>
    </>
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
