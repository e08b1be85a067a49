/** The panels, one at a time. */
import type { FunctionComponent } from 'preact'
import { tab } from '../state/app.js'
import { StoryPanel } from '../story/timeline.js'
import { ConnectPanel } from './connect.js'
import { CoveragePanel } from './coverage.js'
import { JournalPanel } from './journal.js'
import { NumbersPanel } from './numbers.js'
import { OverridesPanel } from './overrides.js'
import { ProfilesPanel } from './profiles.js'
import { WebhooksPanel } from './webhooks.js'

export const panels: Readonly<Record<string, readonly [label: string, panel: FunctionComponent]>> = {
  story: ['Story', StoryPanel],
  journal: ['Journal', JournalPanel],
  webhooks: ['Webhooks', WebhooksPanel],
  profiles: ['Profiles', ProfilesPanel],
  overrides: ['Overrides', OverridesPanel],
  numbers: ['Numbers', NumbersPanel],
  coverage: ['Coverage', CoveragePanel],
  connect: ['Connect', ConnectPanel],
}
const names = Object.keys(panels)

/** Moves along the tabs with the arrow keys, as in every list of tabs. */
function moveTab(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  tab.value = names[(names.indexOf(tab.value) + step + names.length) % names.length] ?? 'story'
  document.getElementById(`tab-${tab.value}`)?.focus()
}

export function Desk() {
  const [label, Panel] = panels[tab.value] ?? (panels.story as NonNullable<(typeof panels)[string]>)
  return (
    <main class="desk" aria-label="Details">
      <div class="tabs" role="tablist" aria-label="Panels" onKeyDown={moveTab}>
        {names.map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            data-testid={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={tab.value === name}
            aria-controls="panel"
            tabIndex={tab.value === name ? 0 : -1}
            onClick={() => {
              tab.value = name
            }}
          >
            {panels[name]?.[0]}
          </button>
        ))}
      </div>
      <div
        id="panel"
        class={`panel ${tab.value}`}
        data-testid={`panel-${tab.value}`}
        role="tabpanel"
        aria-label={label}
      >
        <Panel key={tab.value} />
      </div>
    </main>
  )
}
