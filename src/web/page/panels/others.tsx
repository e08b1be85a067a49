/** The panels that are loaded when one of them is opened, in one file. */
import type { FunctionComponent } from 'preact'
import { ConnectPanel } from './connect.tsx'
import { CoveragePanel } from './coverage.tsx'
import { JournalPanel } from './journal.tsx'
import { NumbersPanel } from './numbers.tsx'
import { OverridesPanel } from './overrides.tsx'
import { ProfilesPanel } from './profiles.tsx'
import { ReplayPanel } from './replay.tsx'
import { WebhooksPanel } from './webhooks.tsx'

const panels: Readonly<Record<string, FunctionComponent>> = {
  journal: JournalPanel,
  webhooks: WebhooksPanel,
  profiles: ProfilesPanel,
  overrides: OverridesPanel,
  numbers: NumbersPanel,
  coverage: CoveragePanel,
  connect: ConnectPanel,
  replay: ReplayPanel,
}

export function Panel({ name }: { name: string }) {
  const Chosen = panels[name]
  return Chosen ? <Chosen key={name} /> : null
}
