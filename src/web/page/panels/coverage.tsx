/** Coverage since the start, in all sandboxes. */
import { readCoverage } from '../api/read.js'
import { Button } from '../parts/button.tsx'
import { Empty, Section } from '../parts/fields.tsx'
import { useLoaded } from '../parts/load.js'

const groups = ['outcomes', 'deliveries', 'channels', 'operations', 'webhooks', 'errors', 'faults'] as const

export function CoveragePanel() {
  const [coverage, reload] = useLoaded(readCoverage)
  if (coverage === null) return <Empty title="Reading coverage…" />
  return (
    <Section title="Coverage" aside={<Button label="Refresh" icon="redo" onClick={reload} />}>
      <p class="note">
        {coverage.requests} requests since the start, in all sandboxes. Dimmed rows were never reached.
      </p>
      <div class="coverage-groups">
        {groups.map((group) => {
          const counts = Object.entries(coverage[group])
          const reached = counts.filter(([, count]) => count > 0).length
          return (
            <section key={group} class="coverage-group">
              <h4>
                {group}
                <span class="count">
                  {reached}/{counts.length}
                </span>
              </h4>
              <meter
                min={0}
                max={Math.max(counts.length, 1)}
                value={reached}
                aria-label={`${group}: ${reached} of ${counts.length}`}
              />
              <ul>
                {counts.map(([name, count]) => (
                  <li key={name} class={count === 0 ? 'never' : ''}>
                    <span>{name}</span>
                    <b>{count}</b>
                  </li>
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </Section>
  )
}
