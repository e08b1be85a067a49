import type { Command } from 'commander'
import { addClockVerbs } from './clock.js'
import { addCodeVerbs } from './code.js'
import { addContractVerbs } from './contract.js'
import { addCoverageVerb } from './coverage.js'
import { addDoctorVerb } from './doctor.js'
import { addEnvVerb } from './env.js'
import { addExecVerb } from './exec.js'
import { addFaultVerbs } from './fault.js'
import { addHealthVerb } from './health.js'
import { addInboxVerb } from './inbox.js'
import { addJournalVerb } from './journal.js'
import { addListenVerb } from './listen.js'
import { addSandboxVerbs } from './sandbox.js'
import { addScenarioVerbs } from './scenario.js'
import { addSeedVerb } from './seed.js'
import { addSnapshotVerbs } from './snapshot.js'
import { addStartVerb } from './start.js'
import { addTailVerb } from './tail.js'
import { addWebhookVerbs } from './webhook.js'

interface Verbs {
  /** What stands first on the command line. */
  readonly names: readonly string[]
  /** Adds them to a program. */
  readonly addTo: (program: Command) => void
}

/** All verbs, in the order in which the help lists them. */
const all: readonly Verbs[] = [
  { names: ['start'], addTo: addStartVerb },
  { names: ['exec'], addTo: addExecVerb },
  { names: ['code', 'wait'], addTo: addCodeVerbs },
  { names: ['inbox'], addTo: addInboxVerb },
  { names: ['clock'], addTo: addClockVerbs },
  { names: ['scenario'], addTo: addScenarioVerbs },
  { names: ['fault'], addTo: addFaultVerbs },
  { names: ['journal'], addTo: addJournalVerb },
  { names: ['tail'], addTo: addTailVerb },
  { names: ['webhooks', 'webhook'], addTo: addWebhookVerbs },
  { names: ['listen'], addTo: addListenVerb },
  { names: ['coverage'], addTo: addCoverageVerb },
  { names: ['contract'], addTo: addContractVerbs },
  { names: ['snapshot'], addTo: addSnapshotVerbs },
  { names: ['seed'], addTo: addSeedVerb },
  { names: ['reset', 'sandboxes', 'test-numbers'], addTo: addSandboxVerbs },
  { names: ['env'], addTo: addEnvVerb },
  { names: ['health'], addTo: addHealthVerb },
  { names: ['doctor'], addTo: addDoctorVerb },
]

/**
 * Adds the verbs that a command line is about: the one that it names, `start` when it begins with one of its flags,
 * and all where help may be wanted. To add all each time would cost a tenth of the time that a start takes.
 *
 * @param args the command line, from the verb on
 */
export function addVerbs(program: Command, args: readonly string[]): void {
  const [first = '-'] = args
  const isHelp = args.some((arg) => ['-h', '--help', '-V', '--version'].includes(arg))
  const name = first.startsWith('-') && !isHelp ? 'start' : first
  const named = all.filter(({ names }) => names.includes(name))
  for (const { addTo } of named.length > 0 ? named : all) addTo(program)
}
