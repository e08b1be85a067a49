/** The page before the first code: three steps, with the user's own URL in them. */
import { sendCode } from './api/requests.js'
import { toExportLines } from './panels/export-lines.js'
import { Action, CopyButton } from './parts/button.tsx'
import { toCurl } from './snippets/languages.js'
import { connection, info } from './state/app.js'

const example = '+13035551234'

export function Welcome() {
  const about = info.value
  if (about === null) return <div class="welcome" aria-busy="true" />
  const request = sendCode('sms', example, about.profileId)
  const steps = [
    ['Point your application here', toExportLines(connection.value.origin, about)],
    ['Send a code', toCurl(request, connection.value)],
    ['Watch it arrive', null],
  ] as const
  return (
    <section class="welcome" data-testid="empty" aria-label="First steps">
      <h2>Waiting for the first code.</h2>
      <p class="lead">Codes that your application sends to this sandbox appear here by themselves.</p>
      <ol class="steps">
        {steps.map(([title, text]) => (
          <li key={title}>
            <h3>{title}</h3>
            {text === null ? (
              <div class="button-row">
                <Action
                  label="Send one now"
                  icon="send"
                  kind="primary"
                  request={() => request}
                  done={`A code is on its way to ${example}.`}
                />
              </div>
            ) : (
              <div class="copy-block">
                <pre class="body" tabIndex={0}>
                  {text}
                </pre>
                <CopyButton text={text} what={title} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
