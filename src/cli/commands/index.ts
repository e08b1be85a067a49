import type { Command } from 'commander'
import { addClockCommands } from './clock.js'
import { addCodeCommands } from './code.js'
import { addContractCommands } from './contract.js'
import { addCoverageCommand } from './coverage.js'
import { addDoctorCommand } from './doctor.js'
import { addEnvCommand } from './env.js'
import { addExecCommand } from './exec.js'
import { addFaultCommands } from './fault.js'
import { addHealthCommand } from './health.js'
import { addInboxCommand } from './inbox.js'
import { addJournalCommand } from './journal.js'
import { addListenCommand } from './listen.js'
import { addPrototypeCommand } from './prototype.js'
import { addSandboxCommands } from './sandbox.js'
import { addScenarioCommands } from './scenario.js'
import { addSeedCommand } from './seed.js'
import { addSnapshotCommands } from './snapshot.js'
import { addStartCommand } from './start.js'
import { addTailCommand } from './tail.js'
import { addWebhookCommands } from './webhook.js'

interface Verbs {
  /** What stands first on the command line. */
  readonly names: readonly string[]
  /** Adds them to a program. */
  readonly addTo: (program: Command) => void
}

/** All commands, in the order in which the help lists them. */
const all: readonly Verbs[] = [
  { names: ['start'], addTo: addStartCommand },
  { names: ['prototype'], addTo: addPrototypeCommand },
  { names: ['exec'], addTo: addExecCommand },
  { names: ['code', 'wait'], addTo: addCodeCommands },
  { names: ['inbox'], addTo: addInboxCommand },
  { names: ['clock'], addTo: addClockCommands },
  { names: ['scenario'], addTo: addScenarioCommands },
  { names: ['fault'], addTo: addFaultCommands },
  { names: ['journal'], addTo: addJournalCommand },
  { names: ['tail'], addTo: addTailCommand },
  { names: ['webhooks', 'webhook'], addTo: addWebhookCommands },
  { names: ['listen'], addTo: addListenCommand },
  { names: ['coverage'], addTo: addCoverageCommand },
  { names: ['contract'], addTo: addContractCommands },
  { names: ['snapshot'], addTo: addSnapshotCommands },
  { names: ['seed'], addTo: addSeedCommand },
  { names: ['reset', 'sandboxes', 'test-numbers'], addTo: addSandboxCommands },
  { names: ['env'], addTo: addEnvCommand },
  { names: ['health'], addTo: addHealthCommand },
  { names: ['doctor'], addTo: addDoctorCommand },
]

/**
 * Adds the verbs that a command line is about: the one that it names, `start` when it begins with one of its flags,
 * and all where help may be wanted. To add all each time would cost a tenth of the time that a start takes.
 *
 * @param args the command line, from the verb on
 */
export function addCommands(program: Command, args: readonly string[]): void {
  const [first = '-'] = args
  const isHelp = args.some((arg) => ['-h', '--help', '-V', '--version'].includes(arg))
  const name = first.startsWith('-') && !isHelp ? 'start' : first
  const named = all.filter(({ names }) => names.includes(name))
  for (const { addTo } of named.length > 0 ? named : all) addTo(program)
}
