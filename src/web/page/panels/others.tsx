/** The panels that are loaded when one of them is opened, in one file. */
import type { FunctionComponent } from 'preact'
import { ConnectPanel } from './connect.js'
import { CoveragePanel } from './coverage.js'
import { JournalPanel } from './journal.js'
import { NumbersPanel } from './numbers.js'
import { OverridesPanel } from './overrides.js'
import { ProfilesPanel } from './profiles.js'
import { WebhooksPanel } from './webhooks.js'

const panels: Readonly<Record<string, FunctionComponent>> = {
  journal: JournalPanel,
  webhooks: WebhooksPanel,
  profiles: ProfilesPanel,
  overrides: OverridesPanel,
  numbers: NumbersPanel,
  coverage: CoveragePanel,
  connect: ConnectPanel,
}

export function Panel({ name }: { name: string }) {
  const Chosen = panels[name]
  return Chosen ? <Chosen key={name} /> : null
}
