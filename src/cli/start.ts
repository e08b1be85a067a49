import type { Config } from '../config.js'
import { createEmulator, type Emulator, type SentCode } from '../emulator.js'
import { toBanner, toReadyLine } from './banner.js'
import { CommandError } from './command-error.js'
import { Output } from './output.js'
import { createStop } from './stop.js'

/** Runs an emulator until a signal ends it. @throws {CommandError} when it cannot start */
export async function start(config: Config): Promise<void> {
  // Whoever reads our lines may stop reading, as in `| head -1`; the emulator goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const output = new Output((text) => process.stdout.write(text))
  const isJson = config.logFormat === 'json'
  const onCode = config.quiet
    ? undefined
    : ({ code, phoneNumber, channel, sandbox }: SentCode) =>
        output.line(
          isJson
            ? JSON.stringify({ event: 'code', code, phone_number: phoneNumber, channel, sandbox })
            : `code ${code} → ${phoneNumber} (${channel})${sandbox === 'default' ? '' : ` in sandbox ${sandbox}`}`,
        )
  const onWarning = (sentence: string) => {
    process.stderr.write(isJson ? `${JSON.stringify({ event: 'warning', text: sentence })}\n` : `${sentence}\n`)
  }
  const emulator = await create({ ...config, onCode, onWarning })
  await listen(emulator, config)
  const ms = Math.round(process.uptime() * 1000)
  const isPretty = config.logFormat === 'pretty' || (config.logFormat === undefined && process.stdout.isTTY)
  process.stdout.write(isPretty ? toBanner(emulator, ms) : `${toReadyLine(emulator, ms)}\n`)
  const stop = createStop({
    close: async () => {
      await emulator.close()
      output.flush()
    },
    exit: (code) => process.exit(code),
    complain: onWarning,
    now: () => performance.now(),
  })
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

async function create(options: Parameters<typeof createEmulator>[0]): Promise<Emulator> {
  try {
    return await createEmulator(options)
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), 1)
  }
}

async function listen(emulator: Emulator, { port, host }: Config): Promise<void> {
  try {
    await emulator.listen({ port, host, ownsProcess: true })
  } catch (error) {
    await emulator.close()
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new CommandError(`Port ${port} is in use on ${host}: choose another with --port, or --port 0 for any free one.`, 1)
    if (code === 'EACCES') throw new CommandError(`Port ${port} may not be opened by this user: choose one above 1023 with --port.`, 1)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CommandError(`${host} is no address of this machine: choose one with --host, like 127.0.0.1 or 0.0.0.0.`, 1)
    throw new CommandError(message, 1)
  }
}
