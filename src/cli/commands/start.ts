import type { Command } from 'commander'
import { addCommand } from '../command.js'
import { configOption, inGroup, otherWaysToSet, settingOptions } from '../flags/options.js'
import { startWith } from '../start/start-with.js'

/** `start`: runs the emulator. */
export function addStartCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'start',
    about: 'start the emulator (default command)',
    note: otherWaysToSet,
    examples: ['--port 0 --seed 1 --data .emulator'],
    options: [...inGroup('Server', [configOption()]), ...settingOptions()],
    isDefault: true,
  })
  command.action((flags: Record<string, unknown>) => startWith(flags))
}
