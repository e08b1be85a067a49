import { type Config, type ConfigSources, findConfigPath, readConfig } from '../../config/config.js'
import type { OpenedEmulator } from '../../emulator/opened-emulator.js'
import { printError, toPrintable } from '../terminal/print.js'
import { formatBanner, formatReadyLine } from './banner.js'
import { isInContainer } from './container.js'
import { createEventLog } from './event-log.js'
import { launch, listen } from './launch.js'
import { LineBuffer } from './line-buffer.js'
import { createReload, formatReload, type ReloadResult } from './reload.js'
import { onHangUp, watchFiles } from './reload-triggers.js'
import { createStop } from './stop.js'

/**
 * Runs an emulator until a signal stops it. SIGHUP and --watch apply a changed configuration.
 *
 * @param sources where the configuration was read, to read it again
 * @throws {CommandError} if it cannot start
 */
export async function start(config: Config, sources: ConfigSources): Promise<void> {
  // The reader of our lines may stop reading, as in `| head -1`; the emulator keeps running.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const output = new LineBuffer((text) => process.stdout.write(toPrintable(text)))
  const isJson = config.logFormat === 'json'
  const print = (line: string) => output.add(line)
  const onWarning = (sentence: string) => {
    printError(isJson ? JSON.stringify({ event: 'warning', text: sentence }) : sentence)
  }
  // Before the files are read, so that no change is missed.
  const files = watchFiles()
  const watch = ({ fixtures }: Config) => files.replace([findConfigPath(sources), fixtures])
  if (config.watch) watch(config)
  const callbacks = { ...(config.quiet ? {} : createEventLog(print, isJson)), onWarning }
  const emulator = await launch(config, callbacks, { isInContainer })
  const { certificate } = await listen(emulator, config)
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
  const report = (result: ReloadResult) => {
    if (result.event === 'reload-failed') onWarning(formatReload(result))
    else output.add(isJson ? JSON.stringify(result) : formatReload(result))
  }
  const read = async () => {
    const next = await readConfig(sources)
    if (config.watch) watch(next)
    return next
  }
  const reload = createReload({ config, read, emulator, report })
  onHangUp(reload, stop)
  const ms = Math.round(process.uptime() * 1000)
  const isPretty = config.logFormat === 'pretty' || (config.logFormat === undefined && process.stdout.isTTY)
  const contract = config.passthrough ? await readContract(emulator) : undefined
  // Not by `print`, which ends the process once the reader is gone.
  const write = (text: string) => process.stdout.write(toPrintable(text))
  write(
    isPretty
      ? formatBanner(emulator, ms, { report: contract, hasPrototype: config.prototype, certificate })
      : `${formatReadyLine(emulator, ms, certificate)}\n`,
  )
  // A separate line, so that readers of the first line are not affected.
  if (contract !== undefined && !isPretty) write(`${JSON.stringify({ event: 'passthrough', ...contract })}\n`)
  if (!config.watch) return
  if (files.isEmpty) onWarning('--watch has nothing to watch: there is no config file, and no --fixtures.')
  else files.begin(reload)
}

/** The contract report of an emulator in passthrough. The client is loaded only here, because most starts need none. */
async function readContract(emulator: OpenedEmulator) {
  const { toEmulator } = await import('../../emulator/to-emulator.js')
  return toEmulator(emulator).server.contract.get()
}
