import type { Command } from 'commander'
import { readConfig } from '../../config/config.js'
import { addCommand } from '../command.js'
import { configOption, inGroup, otherWaysToSet, settingOptions } from '../flags/options.js'
import { refuseProduction } from '../start/launch.js'
import { start } from '../start/start.js'

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
  command.action(async (flags: Record<string, unknown>) => {
    const sources = { flags, env: { ...process.env }, folder: process.cwd() }
    const config = await readConfig(sources)
    refuseProduction(config, process.env)
    await start(config, sources)
  })
}
