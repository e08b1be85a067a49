import type { Config } from '../../config/config.js'
import type { SentCode } from '../../emulator/options.js'
import { toBanner, toReadyLine } from './banner.js'
import { launch, listen } from './launch.js'
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
  const emulator = await launch({ ...config, onCode, onWarning })
  await listen(emulator, config)
  const ms = Math.round(process.uptime() * 1000)
  const isPretty = config.logFormat === 'pretty' || (config.logFormat === undefined && process.stdout.isTTY)
  const report = config.passthrough ? await emulator.contract.get() : undefined
  process.stdout.write(
    isPretty ? toBanner(emulator, ms, { report, hasPrototype: config.prototype }) : `${toReadyLine(emulator, ms)}\n`,
  )
  // A line of its own: whoever waits for the first one need not know of it.
  if (report !== undefined && !isPretty)
    process.stdout.write(`${JSON.stringify({ event: 'passthrough', ...report })}\n`)
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
