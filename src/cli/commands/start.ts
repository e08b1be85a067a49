import type { Command } from 'commander'
import { readConfig } from '../../config/config.js'
import { addCommand } from '../command.js'
import { configOption, settingOptions } from '../flags/options.js'
import { refuseProduction } from '../start/production.js'
import { start } from '../start/start.js'

/** `start`: the emulator itself. */
export function addStartCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'start',
    about: 'run the emulator (the default)',
    examples: ['--port 0 --seed 1 --data .emulator'],
    options: [...settingOptions(), configOption()],
    isDefault: true,
  })
  command.action(async (flags: Record<string, unknown>) => {
    const config = await readConfig({ flags, env: process.env, folder: process.cwd() })
    refuseProduction(config, process.env)
    await start(config)
  })
}
