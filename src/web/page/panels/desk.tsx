/** The panels, one at a time. */
import { lazy } from '../parts/lazy.tsx'
import { tab } from '../state/app.js'
import { StoryPanel } from '../story/timeline.tsx'
import { panelNames } from './names.js'

const OtherPanel = lazy('Panel')

/** Moves along the tabs with the arrow keys, as in every list of tabs. */
function moveTab(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  const names = Object.keys(panelNames())
  tab.value = names[(names.indexOf(tab.value) + step + names.length) % names.length] ?? 'story'
  document.getElementById(`tab-${tab.value}`)?.focus()
}

export function Desk() {
  const name = tab.value
  const labels = panelNames()
  return (
    <section class="desk" aria-label="Details">
      <div class="tabs" role="tablist" aria-label="Panels" onKeyDown={moveTab}>
        {Object.entries(labels).map(([id, label]) => (
          <button
            key={id}
            id={`tab-${id}`}
            data-testid={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={name === id}
            aria-controls="panel"
            tabIndex={name === id ? 0 : -1}
            onClick={() => {
              tab.value = id
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <div
        id="panel"
        class={`panel ${tab.value}`}
        data-testid={`panel-${tab.value}`}
        role="tabpanel"
        aria-label={labels[name] ?? ''}
      >
        {name === 'story' ? <StoryPanel /> : <OtherPanel name={name} />}
      </div>
    </section>
  )
}
