import { type Config, type ConfigSources, findConfigPath, readConfig } from '../../config/config.js'
import type { OpenedEmulator } from '../../emulator/opened-emulator.js'
import { isTerminal } from '../terminal/hang-up.js'
import { write, writeFirst } from '../terminal/lasting-output.js'
import { toPrintable } from '../terminal/print.js'
import { isInContainer } from './container.js'
import { createEventLog } from './event-log.js'
import { launch, listen } from './launch.js'
import { LineBuffer } from './line-buffer.js'
import { formatReadyLine } from './ready-line.js'
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
  const output = new LineBuffer((text) => write('stdout', toPrintable(text)))
  const isJson = config.logFormat === 'json'
  const print = (line: string) => output.add(line)
  const onWarning = (sentence: string) => {
    write('stderr', toPrintable(`${isJson ? JSON.stringify({ event: 'warning', text: sentence }) : sentence}\n`))
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
  const isPretty = config.logFormat === 'pretty' || (config.logFormat === undefined && isTerminal(1))
  const contract = config.passthrough ? await readContract(emulator) : undefined
  if (isPretty) {
    const { formatBanner } = await import('./banner.js')
    write(
      'stdout',
      toPrintable(formatBanner(emulator, ms, { report: contract, hasPrototype: config.prototype, certificate })),
    )
  } else writeFirst(toPrintable(`${formatReadyLine(emulator, ms, certificate)}\n`))
  // A separate line, so that readers of the first line are not affected.
  if (contract !== undefined && !isPretty)
    write('stdout', toPrintable(`${JSON.stringify({ event: 'passthrough', ...contract })}\n`))
  if (!config.watch) return
  if (files.isEmpty) onWarning('--watch has nothing to watch: there is no config file, and no --fixtures.')
  else files.begin(reload)
}

/** The contract report of an emulator in passthrough. The client is loaded only here, because most starts need none. */
async function readContract(emulator: OpenedEmulator) {
  const { toEmulator } = await import('../../emulator/to-emulator.js')
  return toEmulator(emulator).server.contract.get()
}
