/** The top of the page: name, sandbox, connection, palette, theme. */
import { readSandboxes } from './api/read.js'
import { Button } from './parts/button.tsx'
import { useLoaded } from './parts/load.js'
import { dialog, link, sandbox } from './state/app.js'
import { openSandbox } from './state/open-sandbox.js'
import { cycleTheme, theme } from './theme.js'

const linkTexts = {
  connecting: 'Connecting',
  live: 'Live',
  offline: 'Offline',
  token: 'Token needed',
} as const

export function TopBar() {
  return (
    <header class="top-bar">
      <h1 class="wordmark">
        <span class="mark" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        Handset
      </h1>
      <SandboxSwitcher />
      <span class={`link-state ${link.value}`} data-testid="connection" data-state={link.value} role="status">
        <i aria-hidden="true" />
        <span>
          {linkTexts[link.value]}
          {link.value === 'offline' && <span class="link-more">, trying again</span>}
        </span>
      </span>
      <span class="spacer" />
      <Button
        label="Send a code"
        icon="send"
        onClick={() => {
          dialog.value = 'send'
        }}
      />
      <button
        type="button"
        class="palette-button"
        aria-keyshortcuts="Control+K"
        onClick={() => {
          dialog.value = 'palette'
        }}
      >
        <span>Commands</span>
        <kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      <Button
        label={`Theme: ${theme.value}`}
        icon={theme.value === 'dark' ? 'moon' : 'sun'}
        bare
        onClick={cycleTheme}
      />
      <Button
        label="Keyboard shortcuts"
        bare
        onClick={() => {
          dialog.value = 'help'
        }}
      >
        <b aria-hidden="true">?</b>
      </Button>
    </header>
  )
}

/** The sandboxes that live; another name opens one of its own. */
function SandboxSwitcher() {
  const [sandboxes] = useLoaded(readSandboxes)
  const names = [...new Set([sandbox.value, ...(sandboxes ?? []).map((summary) => summary.sandbox)])].sort()
  return (
    <label class="sandbox">
      <span>Sandbox</span>
      <select
        aria-label="Sandbox"
        value={sandbox.value}
        onChange={({ currentTarget }) => {
          if (currentTarget.value === '') dialog.value = 'sandbox'
          else openSandbox(currentTarget.value)
          currentTarget.value = sandbox.value
        }}
      >
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
        <option value="">Another…</option>
      </select>
    </label>
  )
}
