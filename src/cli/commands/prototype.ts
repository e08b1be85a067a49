import type { Command } from 'commander'
import { readConfig } from '../../config/config.js'
import { addCommand } from '../command.js'
import { configOption, inGroup, otherWaysToSet, settingOptions } from '../flags/options.js'
import { refuseProduction } from '../start/launch.js'
import { start } from '../start/start.js'

/** `prototype`: runs the emulator with a sample login form and the two routes behind it. */
export function addPrototypeCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'prototype',
    about: 'start the emulator with a sample login form',
    note: otherWaysToSet,
    examples: ['prototype --port 0'],
    options: [...inGroup('Server', [configOption()]), ...settingOptions()],
  })
  command.action(async (flags: Record<string, unknown>) => {
    const sources = { flags: { ...flags, prototype: true }, env: { ...process.env }, folder: process.cwd() }
    const config = await readConfig(sources)
    refuseProduction(config, process.env)
    await start(config, sources)
  })
}
