import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A language of docs/any-language.md: its section, and the tools that run it. */
export interface Language {
  /** Heading of its section. */
  readonly name: string
  /** Info string of its code block. */
  readonly fence: string
  /** The file name that the section uses. */
  readonly file: string
  /** A command that succeeds if the section's command can be run. */
  readonly probe: string
  /** Debian packages with the tools that the probe checks for. */
  readonly packages: string
  /** The command to run in tests, if it differs from the section's. */
  readonly adapt?: (command: string) => string
}

const launcher = fileURLToPath(new URL('Launcher.cs', import.meta.url))

export const languages: readonly Language[] = [
  { name: 'bash', fence: 'bash', file: 'login.sh', probe: 'curl --fail-with-body --version', packages: 'curl' },
  {
    name: 'Python',
    fence: 'python',
    file: 'test_login.py',
    probe: 'pytest --version && python3 -c "import requests"',
    packages: 'python3-pytest python3-requests',
  },
  { name: 'Go', fence: 'go', file: 'login_test.go', probe: 'go version', packages: 'golang-go' },
  { name: 'Java', fence: 'java', file: 'Login.java', probe: 'javac -version', packages: 'openjdk-17-jdk-headless' },
  { name: 'Ruby', fence: 'ruby', file: 'login_test.rb', probe: 'ruby -rminitest -e ""', packages: 'ruby' },
  {
    name: 'PHP',
    fence: 'php',
    file: 'login.php',
    probe: `php -r 'exit(extension_loaded("curl") ? 0 : 1);'`,
    packages: 'php-cli php-curl',
  },
  {
    name: 'C#',
    fence: 'csharp',
    file: 'Login.cs',
    probe: 'mcs --version && mono --version',
    packages: 'mono-mcs mono-runtime libmono-system-net-http4.0-cil',
    adapt: (command) =>
      command.replace('mono Login.exe', `mcs -out:Launcher.exe "${launcher}" && mono Launcher.exe Login.exe`),
  },
]

export interface Run {
  /** Null if the command was killed because it took too long. */
  readonly code: number | null
  readonly output: string
}

/** Runs a shell command until it exits; `environment` extends PATH and HOME. */
export function runShell(command: string, environment: Readonly<Record<string, string>>, cwd?: string): Promise<Run> {
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, LANG: 'C.UTF-8', ...goOffline, ...environment }
  return new Promise((resolve) => {
    execFile('sh', ['-euc', command], { env, cwd, timeout: longestRunMs }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({ code, output: stdout + stderr })
    })
  })
}

/** On a machine without a Go build cache, the first test compiles Go's HTTP package. */
export const longestRunMs = 240_000

/**
 * Go downloads nothing, needs no C compiler, and caches its compiled standard library (45 s) in a folder that outlives
 * the run and does not depend on HOME.
 */
const goOffline = {
  GOCACHE: process.env.GOCACHE || join(homedir(), '.cache', 'go-build'),
  GOPROXY: 'off',
  GOTOOLCHAIN: 'local',
  GOFLAGS: '',
  CGO_ENABLED: '0',
}

/** Finds a PATH with the tools of a language: the current one, or one that prefers system tools over a version manager's; null if neither has them. */
export async function findPath({ probe }: Pick<Language, 'probe'>): Promise<string | null> {
  const { PATH = '' } = process.env
  for (const path of [PATH, `/usr/bin:${PATH}`]) if ((await runShell(probe, { PATH: path })).code === 0) return path
  return null
}
