import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A language of docs/any-language.md: how its section is found, and what runs it. */
export interface Language {
  /** Heading of its section. */
  readonly name: string
  /** Info string of its code block. */
  readonly fence: string
  /** The name its section tells to save it under. */
  readonly file: string
  /** Succeeds where the section's command can be run. */
  readonly probe: string
  /** Debian packages that bring what the probe looks for. */
  readonly packages: string
  /** How the section's command is run here, where that differs. */
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
  /** Null when it was killed because it took too long. */
  readonly code: number | null
  readonly output: string
}

/** Runs a shell command to its end; `environment` is laid over PATH and HOME. */
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
 * Go fetches nothing, needs no C compiler, and keeps what it compiled of its standard library (45 s) in one cache that
 * outlives the run, whatever HOME is.
 */
const goOffline = {
  GOCACHE: process.env.GOCACHE || join(homedir(), '.cache', 'go-build'),
  GOPROXY: 'off',
  GOTOOLCHAIN: 'local',
  GOFLAGS: '',
  CGO_ENABLED: '0',
}

/** The PATH that has what a language needs: as it is, else with the system's own tools before those of a version manager; null for none. */
export async function findPath({ probe }: Language): Promise<string | null> {
  const { PATH = '' } = process.env
  for (const path of [PATH, `/usr/bin:${PATH}`]) if ((await runShell(probe, { PATH: path })).code === 0) return path
  return null
}
