import { type Command, Option } from 'commander'
import { readConfig } from '../../config/config.js'
import type { SettingKey } from '../../config/settings.js'
import type { ContractContext, ReportFlags, RunFlags, SingleRunFlags } from '../../contract/command.js'
import { addCommand, addGroup } from '../command.js'
import { configOption, jsonOption, settingOptions } from '../flags/options.js'
import { createPaint } from '../terminal/colours.js'
import { print } from '../terminal/print.js'

const formats = ['text', 'markdown', 'junit', 'json', 'sarif']
const wanted: readonly SettingKey[] = ['upstream', 'allowNumber', 'maxSends', 'ignoreDrift', 'dialect']

const append = (text: string, before: string[] = []) => [...before, text]
const reportOptions = () => [
  new Option('--format <format>', 'what is printed (default: text)').choices(formats),
  jsonOption(),
  new Option('--report <format=file>', 'write the report into a file as well; can be repeated').argParser(append),
  new Option('--verbose', 'list what is the same, too'),
]
const runOptions = () => [
  new Option('--case <id>', 'run only this case; can be repeated (default: all)').argParser(append),
  ...settingOptions((key) => wanted.includes(key)),
  new Option('--allow-leftovers', 'run what leaves something behind that the API cannot delete, too'),
  ...reportOptions(),
  configOption(),
]

/** `contract`: whether the emulator, the vendor's document and the real service still agree. */
export function addContractCommands(program: Command): void {
  const contract = addGroup(program, {
    usage: 'contract',
    about:
      'check whether emulator, vendor document and real service agree; exit code 0 the same, 1 drift, 2 could not run',
    examples: ['contract document openapi.yml', 'contract compare emulator upstream'],
  })
  addDocumentCommand(contract)
  addRunCommand(contract)
  addCompareCommand(contract)
}

function addDocumentCommand(contract: Command): void {
  addCommand(contract, {
    usage: 'document <source>',
    about: "hold the vendor's OpenAPI document, a file or a URL, against ours: Verify and Verified Numbers",
    examples: [
      'contract document openapi.yml.gz',
      'contract document https://example.com/openapi.yml --report markdown=summary.md',
    ],
    options: reportOptions(),
  }).action(async (source: string, flags: ReportFlags) => {
    const { documentCommand } = await import('../../contract/command.js')
    process.exitCode = await documentCommand(source, flags, surroundings('docs', new AbortController().signal))
  })
}

function addRunCommand(contract: Command): void {
  const command = addCommand(contract, {
    usage: 'run',
    about: 'run the contract cases against one target, and say which rules hold; what it makes it deletes',
    examples: [
      'contract run',
      'contract run --target upstream',
      'contract run --target upstream --allow-number +13035551234 --max-sends 13 --confirm',
    ],
    options: [
      new Option('--target <target>', 'emulator, upstream, a base URL, or a folder of recordings').default('emulator'),
      new Option('--record <folder>', 'record what is answered as HAR, without key and phone number'),
      new Option('--confirm [file]', 'note which rules the real service confirms').preset('confirmations.yaml'),
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
    usage: 'compare <a> <b>',
    about:
      'run the contract cases against two targets, each emulator, upstream, a base URL or a folder of recordings, and say what differs',
    examples: ['contract compare emulator upstream', 'contract compare emulator recordings/ --report junit=drift.xml'],
    options: runOptions(),
  })
  command.action(async (a: string, b: string, flags: RunFlags) => {
    const { compareCommand } = await import('../../contract/command.js')
    const { config, context } = await prepare(flags)
    process.exitCode = await compareCommand(a, b, { ...flags, ...config }, context)
  })
}

/** What the flags, the environment and the configuration say together. */
async function prepare(flags: object) {
  const config = await readConfig({ flags: { ...flags }, env: process.env, folder: process.cwd() })
  const { allowNumber, maxSends, ignoreDrift, upstream, dialect } = config
  return {
    config: { allowNumber, maxSends, ignoreDrift, ...(upstream !== undefined && { upstream }) },
    context: surroundings(dialect, untilInterrupted()),
  }
}

function surroundings(dialect: 'docs' | 'spec', signal: AbortSignal): ContractContext {
  return {
    out: print,
    err: (text) => void process.stderr.write(text),
    colorize: createPaint(process.stdout, process.env),
    now: Date.now,
    // The global one loads Node's crypto when it is asked, an import would at each start.
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

/** The first signal lets a run clean up; the second ends the process. */
function untilInterrupted(): AbortSignal {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write('Cleaning up; once more to leave things as they are.\n')
      interruption.abort()
    })
  }
  return interruption.signal
}
