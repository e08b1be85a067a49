import './fetch-globals.js'
import { Command, CommanderError, Option } from 'commander'
import { ConfigError, readConfig } from '../config.js'
import { envOf, type Setting, settings } from '../settings.js'
import { version } from '../version.js'
import { CommandError } from './command-error.js'
import { health } from './health.js'
import { start } from './start.js'

const configFlag = new Option('--config <file>', 'config file (default: telnyx-verify-emulator.config.json or .yaml, searched upward)')

function toOption({ flag, short, placeholder, about, key }: Setting): Option {
  const flags = `${short ? `-${short}, ` : ''}--${flag}${placeholder ? ` ${placeholder}` : ''}`
  const option = new Option(flags, `${about} [${envOf({ flag })}]`)
  option.attributeName = () => key
  return option
}

function createProgram(): Command {
  const program = new Command('telnyx-verify-emulator')
    .description('A local emulator of the Telnyx Verify API: no account, real outcomes, readable codes.')
    .version(version)
    .showHelpAfterError('Say --help to see what there is.')
    .exitOverride()
  const readFlags = (command: Command) => readConfig({ flags: command.opts(), env: process.env, folder: process.cwd() })

  const startCommand = program
    .command('start', { isDefault: true })
    .description('run the emulator (the default)')
    .addHelpText('after', '\nExample:\n  $ telnyx-verify-emulator --port 0 --seed 1 --data .emulator')
    .action(async (_, command: Command) => start(await readFlags(command)))
  for (const setting of settings) startCommand.addOption(toOption(setting))
  startCommand.addOption(configFlag)

  const healthCommand = program
    .command('health')
    .description('ask a running emulator whether it is well; exit code 1 if not')
    .option('--json', 'print what it says')
    .addHelpText('after', '\nExample:\n  $ telnyx-verify-emulator health --port 8374')
    .action(async (_, command: Command) => {
      const { host, port } = await readFlags(command)
      const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
      const answer = await health(`http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`)
      const { json } = command.opts<{ json?: boolean }>()
      process.stdout.write(
        json ? `${JSON.stringify(answer)}\n` : `ok, version ${answer.version}, ${answer.sandboxes} sandboxes, up ${answer.uptime_secs} s\n`,
      )
    })
  for (const setting of settings) if (setting.key === 'port' || setting.key === 'host') healthCommand.addOption(toOption(setting))
  healthCommand.addOption(configFlag)
  return program
}

/** Runs the command line and sets the exit code: 0 fine, 1 a finding or failure, 2 bad usage. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return // commander has said it already
    }
    process.exitCode = error instanceof CommandError ? error.exitCode : error instanceof ConfigError ? 2 : 1
    const isOurs = error instanceof CommandError || error instanceof ConfigError
    process.stderr.write(`${isOurs ? error.message : (error as Error).stack}\n`)
  }
}

void main(process.argv)
