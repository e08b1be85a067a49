/** The commands that run one test alone, in the words of its runner. Each is a list of arguments. */

/** Makes a regular expression that matches a text and nothing else. */
const toPattern = (text: string) => `^${escapePattern(text)}$`

/** Without backslashes where that is possible: the TAP reporter of node:test doubles them. */
const escapePattern = (text: string) => text.replace(/[\\^]/g, '\\$&').replace(/[$.*+?()[{|]/g, '[$&]')

/** A test of Vitest: its project is empty without projects. */
export interface VitestPlace {
  /** Relative to the working directory. */
  readonly file: string
  readonly project: string
  /** Of the blocks around the test, and its own. */
  readonly titles: readonly string[]
}

export function toVitestCommand({ file, project, titles }: VitestPlace): string[] {
  const inProject = project === '' ? [] : [`--project=${project}`]
  return ['npx', 'vitest', 'run', file, ...inProject, `--testNamePattern=${toPattern(titles.join(' '))}`]
}

export interface JestPlace {
  readonly file: string
  readonly titles: readonly string[]
}

export function toJestCommand({ file, titles }: JestPlace): string[] {
  return ['npx', 'jest', '--runTestsByPath', file, `--testNamePattern=${toPattern(titles.join(' '))}`]
}

export interface NodeTestPlace {
  readonly file: string
  readonly titles: readonly string[]
  readonly execArgv: readonly string[]
  readonly nodeVersion: string
}

export function toNodeTestCommand({ file, titles, execArgv, nodeVersion }: NodeTestPlace): string[] {
  const pattern = `--test-name-pattern=${toNodeTestPattern(titles.map(escapePattern), nodeVersion)}`
  return ['node', ...listLoaders(execArgv), '--test', pattern, file]
}

/**
 * Matches a test and what is around it: a test runs its subtests itself, so nothing finds a subtest whose test is skipped.
 * Since Node 22 names are compared together with those around them.
 */
function toNodeTestPattern(titles: readonly string[], nodeVersion: string): string {
  const [first = '', ...rest] = titles
  if (rest.length === 0) return `^${first}$`
  if (Number.parseInt(nodeVersion, 10) < 22) return `^(${titles.join('|')})$`
  return `^${first}${rest.map((title) => `( ${title}`).join('')}${')?'.repeat(rest.length)}$`
}

/** Options of Node without which the test file may not load, by their spellings. */
const loaders: Readonly<Record<string, string>> = {
  '--import': '--import',
  '--require': '--require',
  '-r': '--require',
  '--loader': '--loader',
  '--experimental-loader': '--loader',
  '--conditions': '--conditions',
  '-C': '--conditions',
}

/** Node 24 adds dozens of options to those that were given, and repeats these. */
function listLoaders(execArgv: readonly string[]): string[] {
  const found = execArgv.flatMap((argument, index) => {
    const [, name = '', value] = /^(-[^=]+)(?:=(.*))?$/.exec(argument) ?? []
    const loader = loaders[name]
    return loader === undefined ? [] : [`${loader}=${value ?? execArgv[index + 1]}`]
  })
  return [...new Set(found)]
}

export interface PlaywrightPlace {
  readonly file: string
  readonly line: number
  /** Empty without projects. */
  readonly project: string
  /** Relative to the working directory; undefined without one. */
  readonly configFile: string | undefined
}

/** The path is a regular expression to Playwright. */
export function toPlaywrightCommand({ file, line, project, configFile }: PlaywrightPlace): string[] {
  const isUsual = configFile === undefined || /^playwright\.config\.\w+$/.test(configFile)
  return [
    'npx',
    'playwright',
    'test',
    `${file.replace(/[\^$*+?()[\]{}|]/g, '\\$&')}:${line}`,
    ...(project === '' ? [] : [`--project=${project}`]),
    ...(isUsual ? [] : [`--config=${configFile}`]),
  ]
}

export interface ShownCommand {
  readonly args: readonly string[]
  /** Value of NODE_OPTIONS without which it does not work. */
  readonly nodeOptions?: string | undefined
}

/** A command as it is typed into a shell: of POSIX, or that of Windows. */
export function formatCommand(
  { args, nodeOptions }: ShownCommand,
  platform: NodeJS.Platform = process.platform,
): string {
  const command = args.map((argument) => quote(argument, platform)).join(' ')
  if (nodeOptions === undefined) return command
  return platform === 'win32'
    ? `set "NODE_OPTIONS=${nodeOptions}" && ${command}`
    : `NODE_OPTIONS=${quote(nodeOptions, platform)} ${command}`
}

function quote(argument: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument
  return platform === 'win32' ? `"${argument.replaceAll('"', '\\"')}"` : `'${argument.replaceAll("'", "'\\''")}'`
}
