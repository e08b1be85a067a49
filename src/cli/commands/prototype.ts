import type { Command } from 'commander'
import { addCommand } from '../command.js'
import { configOption, inGroup, otherWaysToSet, settingOptions } from '../flags/options.js'
import { startWith } from '../start/start-with.js'

/** `prototype`: runs the emulator with a sample login form and the two routes behind it. */
export function addPrototypeCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'prototype',
    about: 'start the emulator with a sample login form',
    note: otherWaysToSet,
    examples: ['prototype --port 0'],
    options: [...inGroup('Server', [configOption()]), ...settingOptions()],
  })
  command.action((flags: Record<string, unknown>) => startWith({ ...flags, prototype: true }))
}
