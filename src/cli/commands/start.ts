import type { Command } from 'commander'
import { readConfig } from '../../config/config.js'
import { configOption, settingOptions } from '../flags/options.js'
import { refuseProduction } from '../start/production.js'
import { start } from '../start/start.js'
import { addVerb } from '../command.js'

/** `start`: the emulator itself. */
export function addStartVerb(program: Command): void {
  const command = addVerb(program, {
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
