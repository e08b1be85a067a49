import type { Command } from 'commander'
import { addClockVerbs } from './clock.js'
import { addCodeVerbs } from './code.js'
import { addCoverageVerb } from './coverage.js'
import { addDoctorVerb } from './doctor.js'
import { addEnvVerb } from './env.js'
import { addExecVerb } from './exec.js'
import { addFaultVerbs } from './fault.js'
import { addHealthVerb } from './health.js'
import { addInboxVerb } from './inbox.js'
import { addJournalVerb } from './journal.js'
import { addSandboxVerbs } from './sandbox.js'
import { addScenarioVerbs } from './scenario.js'
import { addSeedVerb } from './seed.js'
import { addSnapshotVerbs } from './snapshot.js'
import { addStartVerb } from './start.js'
import { addTailVerb } from './tail.js'

/** All verbs, in the order in which the help lists them. Each adds itself to the program. */
export const verbs: readonly ((program: Command) => void)[] = [
  addStartVerb,
  addExecVerb,
  addCodeVerbs,
  addInboxVerb,
  addClockVerbs,
  addScenarioVerbs,
  addFaultVerbs,
  addJournalVerb,
  addTailVerb,
  addCoverageVerb,
  addSnapshotVerbs,
  addSeedVerb,
  addSandboxVerbs,
  addEnvVerb,
  addHealthVerb,
  addDoctorVerb,
]
