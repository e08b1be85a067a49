import { Argument, type Command, Option } from 'commander'
import { readConfig } from '../../config/config.js'
import type { ContractContext, RunFlags, SingleRunFlags } from '../../contract/command.js'
import type { ReportFlags } from '../../report/print-report.js'
import { addCommand } from '../command.js'
import { adaptedOptions, appendText, configOption } from '../flags/options.js'
import { createReportOptions } from '../flags/report.js'
import { createColorize } from '../terminal/colors.js'
import { print, printError } from '../terminal/print.js'

const targets = 'emulator, upstream, a base URL or a recordings folder'
const exitCodes = 'Exit codes: 0 no drift, 1 drift, 2 could not run.'

const reportOptions = () => createReportOptions('also list what is the same')
const runOptions = () => [
  new Option('--case <id>', 'run only this case; repeatable (default: all)').argParser(appendText),
  ...adaptedOptions({
    dialect: 'dialect of the target `emulator`',
    upstream: 'base URL of the target `upstream`',
    allowNumbers: 'your phone number, which may receive codes',
    maxSends: 'number of codes the run may send (default: 0)',
    ignoreDrift: 'differences to ignore, for example "body /data/name: value"',
  }),
  new Option('--allow-leftovers', 'also run cases that leave resources behind'),
  configOption(),
  ...reportOptions(),
]

/** `contract`: checks whether the emulator, the vendor's document and the real service agree. */
export function addContractCommands(program: Command): void {
  const contract = addCommand(program, {
    usage: 'contract',
    about: 'compare the emulator with the real API',
    note: exitCodes,
    examples: ['contract document openapi.yml', 'contract compare emulator upstream'],
  })
  addDocumentCommand(contract)
  addRunCommand(contract)
  addCompareCommand(contract)
}

function addDocumentCommand(contract: Command): void {
  addCommand(contract, {
    usage: 'document',
    about: "compare the vendor's OpenAPI document with ours",
    note: exitCodes,
    args: [new Argument('<source>', 'file or URL of the document')],
    examples: [
      'contract document openapi.yml.gz',
      'contract document https://example.com/openapi.yml --report markdown=summary.md',
    ],
    options: reportOptions(),
  }).action(async (source: string, flags: ReportFlags) => {
    const { documentCommand } = await import('../../contract/command.js')
    process.exitCode = await documentCommand(source, flags, createContext('docs', new AbortController().signal))
  })
}

function addRunCommand(contract: Command): void {
  const command = addCommand(contract, {
    usage: 'run',
    about: 'run the contract suite against one target',
    note: `Resources that the suite creates are deleted. ${exitCodes}`,
    examples: [
      'contract run',
      'contract run --target upstream',
      'contract run --target upstream --allow-numbers +13035551234 --max-sends 18 --confirm',
    ],
    options: [
      new Option('--target <target>', targets).default('emulator'),
      new Option('--record <folder>', 'folder for HAR recordings, without key and phone number'),
      new Option('--confirm [file]', 'file of the rules that the real service confirms').preset('confirmations.yaml'),
      ...runOptions(),
    ],
  })
  command.action(async (flags: SingleRunFlags & { target: string }) => {
    const { runCommand } = await import('../../contract/command.js')
    const { config, context } = await prepare(flags)
    process.exitCode = await runCommand(flags.target, { ...flags, ...config }, context)
  })
}

function addCompareCommand(contract: Command): void {
  const command = addCommand(contract, {
    usage: 'compare',
    about: 'run the contract suite against two targets and compare',
    note: `Resources that the suite creates are deleted. ${exitCodes}`,
    args: [new Argument('<a>', targets), new Argument('<b>', targets)],
    examples: ['contract compare emulator upstream', 'contract compare emulator recordings/ --report junit=drift.xml'],
    options: runOptions(),
  })
  command.action(async (a: string, b: string, flags: RunFlags) => {
    const { compareCommand } = await import('../../contract/command.js')
    const { config, context } = await prepare(flags)
    process.exitCode = await compareCommand(a, b, { ...flags, ...config }, context)
  })
}

/** Reads the settings of a run from flags, environment and config file. */
async function prepare(flags: object) {
  const config = await readConfig({ flags: { ...flags }, env: process.env, folder: process.cwd() })
  const { allowNumbers, maxSends, ignoreDrift, upstream, dialect } = config
  return {
    config: { allowNumbers, maxSends, ignoreDrift, ...(upstream !== undefined && { upstream }) },
    context: createContext(dialect, untilInterrupted()),
  }
}

function createContext(dialect: 'docs' | 'spec', signal: AbortSignal): ContractContext {
  return {
    out: print,
    err: printError,
    colorize: createColorize(process.stdout, process.env),
    now: Date.now,
    // The global loads Node's crypto on first use; an import would load it at every start.
    runId: () => crypto.randomUUID().slice(0, 8),
    signal,
    key: process.env.TELNYX_API_KEY,
    openEmulator: async () => {
      const { createEmulator } = await import('../../emulator/create-emulator.js')
      const { url, apiKey, fetch, clock, close } = await createEmulator({ dialect, journal: 0 })
      return { url, key: apiKey, fetch, close, wait: async (secs) => void (await clock.advance(secs * 1000)) }
    },
  }
}

/** Aborts at the first signal, so that a run can clean up; the second ends the process. */
function untilInterrupted(): AbortSignal {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      printError('Cleaning up. Interrupt again to exit without cleaning up.')
      interruption.abort()
    })
  }
  return interruption.signal
}
