import type { Config } from '../../config/config.js'
import { printError, toPrintable } from '../terminal/print.js'
import { formatBanner, formatReadyLine } from './banner.js'
import { isInContainer } from './container.js'
import { createEventLog } from './event-log.js'
import { launch, listen } from './launch.js'
import { LineBuffer } from './line-buffer.js'
import { createStop } from './stop.js'

/** Runs an emulator until a signal stops it. @throws {CommandError} if it cannot start */
export async function start(config: Config): Promise<void> {
  // The reader of our lines may stop reading, as in `| head -1`; the emulator keeps running.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const output = new LineBuffer((text) => process.stdout.write(toPrintable(text)))
  const isJson = config.logFormat === 'json'
  const print = (line: string) => output.add(line)
  const onWarning = (sentence: string) => {
    printError(isJson ? JSON.stringify({ event: 'warning', text: sentence }) : sentence)
  }
  const callbacks = { ...(config.quiet ? {} : createEventLog(print, isJson)), onWarning }
  const emulator = await launch(config, callbacks, { isInContainer })
  const { certificate } = await listen(emulator, config)
  const ms = Math.round(process.uptime() * 1000)
  const isPretty = config.logFormat === 'pretty' || (config.logFormat === undefined && process.stdout.isTTY)
  const report = config.passthrough ? await emulator.server.contract.get() : undefined
  // Not by `print`, which ends the process once the reader is gone.
  const write = (text: string) => process.stdout.write(toPrintable(text))
  write(
    isPretty
      ? formatBanner(emulator, ms, { report, hasPrototype: config.prototype, certificate })
      : `${formatReadyLine(emulator, ms, certificate)}\n`,
  )
  // A separate line, so that readers of the first line are not affected.
  if (report !== undefined && !isPretty) write(`${JSON.stringify({ event: 'passthrough', ...report })}\n`)
  const stop = createStop({
    close: async () => {
      await emulator.close()
      output.flush()
    },
    exit: (code) => process.exit(code),
    warn: onWarning,
    now: () => process.uptime() * 1000,
  })
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
