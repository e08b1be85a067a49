import type { Command } from 'commander'
import { addAuditCommands } from './audit.js'
import { addCaCommand } from './ca.js'
import { addCallCommands } from './call.js'
import { addClockCommands } from './clock.js'
import { addCodeCommands } from './code.js'
import { addCompletionCommand } from './completion.js'
import { addContractCommands } from './contract.js'
import { addCoverageCommand } from './coverage.js'
import { addDoctorCommand } from './doctor.js'
import { addEnvCommand } from './env.js'
import { addExecCommand } from './exec.js'
import { addExplainCommand } from './explain.js'
import { addFaultCommands } from './fault.js'
import { addHealthCommand } from './health.js'
import { addInboxCommand } from './inbox.js'
import { addJournalCommand } from './journal.js'
import { addListenCommand } from './listen.js'
import { addLoadCommands } from './load.js'
import { addMcpCommand } from './mcp.js'
import { addPrototypeCommand } from './prototype.js'
import { addReplayCommand } from './replay.js'
import { addResetCommand, addSandboxesCommands } from './sandbox.js'
import { addScenarioCommands } from './scenario.js'
import { addSeedCommand } from './seed.js'
import { addSnapshotCommands } from './snapshot.js'
import { addStartCommand } from './start.js'
import { addTailCommand } from './tail.js'
import { addTestNumbersCommand } from './test-numbers.js'
import { addWebhookCommands } from './webhook.js'

interface CommandModule {
  /** The names of its commands. */
  readonly names: readonly string[]
  /** Adds them to a program. */
  readonly addTo: (program: Command) => void
}

/** All commands under the headings and in the order of the help. */
const groups: Readonly<Record<string, readonly CommandModule[]>> = {
  Server: [
    { names: ['start'], addTo: addStartCommand },
    { names: ['prototype'], addTo: addPrototypeCommand },
    { names: ['exec'], addTo: addExecCommand },
    { names: ['replay'], addTo: addReplayCommand },
    { names: ['env'], addTo: addEnvCommand },
    { names: ['health'], addTo: addHealthCommand },
    { names: ['doctor'], addTo: addDoctorCommand },
    { names: ['mcp'], addTo: addMcpCommand },
    { names: ['ca'], addTo: addCaCommand },
    { names: ['completion'], addTo: addCompletionCommand },
  ],
  'Inbox and codes': [
    { names: ['code', 'wait'], addTo: addCodeCommands },
    { names: ['inbox'], addTo: addInboxCommand },
    { names: ['call'], addTo: addCallCommands },
  ],
  'Outcomes, faults and time': [
    { names: ['scenario'], addTo: addScenarioCommands },
    { names: ['test-numbers'], addTo: addTestNumbersCommand },
    { names: ['fault'], addTo: addFaultCommands },
    { names: ['clock'], addTo: addClockCommands },
  ],
  Requests: [
    { names: ['journal'], addTo: addJournalCommand },
    { names: ['explain'], addTo: addExplainCommand },
    { names: ['tail'], addTo: addTailCommand },
    { names: ['coverage'], addTo: addCoverageCommand },
  ],
  Webhooks: [
    { names: ['webhooks', 'webhook'], addTo: addWebhookCommands },
    { names: ['listen'], addTo: addListenCommand },
  ],
  Data: [
    { names: ['reset'], addTo: addResetCommand },
    { names: ['seed'], addTo: addSeedCommand },
    { names: ['snapshot'], addTo: addSnapshotCommands },
    { names: ['sandboxes'], addTo: addSandboxesCommands },
  ],
  Checks: [
    { names: ['audit'], addTo: addAuditCommands },
    { names: ['load'], addTo: addLoadCommands },
    { names: ['contract'], addTo: addContractCommands },
  ],
}

/**
 * Adds the commands that a command line needs: the named one, `start` if the line begins with a flag, and all if help may
 * be needed. Adding all commands each time would cost a tenth of the start-up time.
 *
 * @param args the command line, from the command's name on
 */
export function addCommands(program: Command, args: readonly string[]): void {
  const [first = '-'] = args
  const isHelp = args.some((arg) => ['-h', '--help', '-V', '--version'].includes(arg))
  const name = first.startsWith('-') && !isHelp ? 'start' : first
  const isNamed = ({ names }: CommandModule) => names.includes(name)
  // A completion script knows all commands.
  const hasNamed = name !== 'completion' && Object.values(groups).flat().some(isNamed)
  program.commandsGroup('Help:').helpCommand('help [command]', 'print the help of a command')
  for (const [heading, modules] of Object.entries(groups)) {
    program.commandsGroup(`${heading}:`)
    for (const module of modules) if (!hasNamed || isNamed(module)) module.addTo(program)
  }
}
