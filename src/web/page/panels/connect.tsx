/** Ways to reach this sandbox: variables, the embedded form, a real phone; and the saved run. */
import { resetSandbox } from '../api/requests.js'
import type { SandboxInfo } from '../api/types.js'
import { Action, Button, CopyButton, copyText } from '../parts/button.tsx'
import { Section } from '../parts/fields.tsx'
import { dialog, info, notify, sandbox, shownNumber } from '../state/app.js'
import { enableNotifications, notifiesBrowser } from '../state/arrivals.js'
import { toExportLines } from './export-lines.js'
import { hasPictureInPicture, openPictureInPicture } from './picture-in-picture.js'
import { saveRun } from './save-run.js'

export function ConnectPanel() {
  const about = info.value
  const { origin } = location
  const lines = about === null ? '' : toExportLines(origin, about)
  const address = `${origin}/?number=${encodeURIComponent(shownNumber.value ?? '+13035551234')}&embed=1`
  const frame = `<iframe src="${address}" width="360" height="720"></iframe>`
  return (
    <>
      <Section title="Environment" aside={<CopyButton text={lines} what="Variables" label="Copy" />}>
        <pre class="body" tabIndex={0}>
          {lines}
        </pre>
      </Section>
      <Section title="Beside your form" aside={<CopyButton text={frame} what="Frame" label="Copy" />}>
        <p class="note">One phone alone, in a page of your own on this machine.</p>
        <pre class="body" tabIndex={0}>
          {frame}
        </pre>
      </Section>
      <Section title="Elsewhere">
        <div class="button-row">
          <Button
            label="Open on a phone"
            icon="qr"
            onClick={() => {
              dialog.value = 'qr'
            }}
          />
          {hasPictureInPicture && (
            <Button label="Keep on top" icon="phone" onClick={() => void openPictureInPicture(address)} />
          )}
          <Button
            label={notifiesBrowser.value ? 'Notifications are on' : 'Notify me of codes'}
            icon="bell"
            pressed={notifiesBrowser.value}
            onClick={async () => {
              if (!(await enableNotifications())) notify('The browser does not allow notifications.', 'bad')
            }}
          />
          <Button label="Save run" icon="download" onClick={() => void saveRun()} />
          <Action label="Reset sandbox" icon="trash" kind="danger" request={() => resetSandbox(sandbox.value)} />
        </div>
      </Section>
      {about && <SandboxFacts about={about} />}
    </>
  )
}

const SandboxFacts = ({ about }: { about: SandboxInfo }) => (
  <Section title="Sandbox">
    <dl class="facts">
      <dt>Name</dt>
      <dd>{about.sandbox}</dd>
      <dt>Key</dt>
      <dd>
        <button type="button" class="link" onClick={() => void copyText(about.apiKey, 'Key')}>
          {about.apiKey}
        </button>
      </dd>
      <dt>Dialect</dt>
      <dd>{about.dialect}</dd>
      <dt>Seed</dt>
      <dd>{about.seed ?? 'random'}</dd>
    </dl>
  </Section>
)
