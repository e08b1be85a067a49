import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPath, longestRunMs, runShell } from '../docs/languages.js'
import { useFolder } from '../support/folder.js'

/** Programs with https://api.telnyx.com built in, in many languages, unchanged, under `exec --intercept --offline`. */

const programs = fileURLToPath(new URL('programs/', import.meta.url))
const command = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url))

interface Program {
  readonly name: string
  readonly file: string
  /** Runs it, and installs before what the language has in a package. */
  readonly run: string
  readonly prepare?: string
  readonly probe: string
  /** Debian packages. */
  readonly packages: string
}

const python = (name: string, packages = 'python3') => ({
  name: `Python ${name}`,
  file: `${name}_login.py`,
  run: `python3 ${name}_login.py`,
  probe: `python3 -c "import ${name === 'urllib' ? 'urllib.request' : name}"`,
  packages,
})
const java = { file: 'Login.java', probe: 'javac -version', packages: 'openjdk-17-jdk-headless' }
const php = { probe: `php -r 'exit(extension_loaded("curl") ? 0 : 1);'`, packages: 'php-cli php-curl' }

const list: readonly Program[] = [
  { name: 'curl', file: 'login.sh', run: 'sh login.sh', probe: 'curl --fail-with-body --version', packages: 'curl' },
  python('urllib'),
  python('requests', 'python3-requests'),
  python('httpx', 'python3-httpx'),
  {
    name: 'Go net/http',
    file: 'login.go',
    prepare: 'go build -o login login.go',
    run: './login',
    probe: 'go version',
    packages: 'golang-go',
  },
  { name: 'Java HttpClient', ...java, prepare: 'javac Login.java', run: 'java Login client' },
  { name: 'Java HttpURLConnection', ...java, prepare: 'javac Login.java', run: 'java Login connection' },
  { name: 'Ruby Net::HTTP', file: 'login.rb', run: 'ruby login.rb', probe: 'ruby -e ""', packages: 'ruby' },
  { name: 'PHP curl', file: 'curl.php', run: 'php curl.php', ...php },
  { name: 'PHP streams', file: 'streams.php', run: 'php streams.php', ...php },
]

const found = await Promise.all(list.map(async (program) => ({ program, path: await findPath(program) })))

for (const { program, path } of found) {
  const { name, file, prepare, run, probe, packages } = program
  const note = path === null ? ` (skipped: "${probe}" fails here; on Debian, apt-get install ${packages})` : ''
  test.skipIf(path === null)(
    `${name} reaches the emulator, and nothing else${note}`,
    { timeout: longestRunMs },
    async () => {
      const folder = useFolder()
      copyFileSync(join(programs, file), join(folder, file))
      const environment = { PATH: path ?? '' }
      if (prepare !== undefined) expect(await runShell(prepare, environment, folder)).toMatchObject({ code: 0 })
      const intercepted = `"${process.execPath}" "${command}" exec --intercept --offline --json -- ${run}`
      expectLogin(await runShell(intercepted, environment, folder))
    },
  )
}

/** A wrong code was refused, the right one accepted, and no other connection was tried. */
function expectLogin({ code, output }: { code: number | null; output: string }): void {
  expect(output).toMatch(/^rejected accepted$/m)
  expect(code).toBe(0)
  const summary = JSON.parse(output.split('\n').find((line) => line.startsWith('{"code":')) ?? '')
  expect(summary).toMatchObject({ code: 0, refused: [], coverage: { outcomes: { accepted: 1, rejected: 1 } } })
}

describe('Node', () => {
  let folder = ''
  const files = ['fetch.mjs', 'https.mjs', 'axios.cjs', 'undici.mjs', 'telnyx.mjs']

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tve-'))
    writeFileSync(join(folder, 'package.json'), '{"private": true}')
    const packages = ['axios@1', 'undici@6', 'telnyx@7']
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], { cwd: folder })
    for (const file of files) copyFileSync(join(programs, file), join(folder, file))
  }, longestRunMs)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  describe.each(['20', '22', '24'])('%s', (version) => {
    test.each(files)('%s reaches the emulator, and nothing else', { timeout: longestRunMs }, async (file) => {
      const { PATH = '' } = process.env
      const node = `npx -y -p node@${version} -c 'node -p "process.version + process.execPath"'`
      // In another folder: npx prefers what is installed here.
      const { output } = await runShell(node, { PATH }, useFolder())
      const [, found = '', path = ''] = /^v(\d+)[\d.]*(\/.*)$/m.exec(output) ?? []
      expect(found).toBe(version)
      const run = `"${process.execPath}" "${command}" exec --intercept --offline --json -- "${path}" ${file}`
      expectLogin(await runShell(run, { PATH }, folder))
    })
  })
})

describe('other runtimes of JavaScript', () => {
  let folder = ''

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tve-'))
    writeFileSync(join(folder, 'package.json'), '{"private": true}')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', 'deno@2', 'bun@1'], { cwd: folder })
    for (const file of ['fetch.mjs', 'https.mjs']) copyFileSync(join(programs, file), join(folder, file))
  }, longestRunMs)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(['deno run -A fetch.mjs', 'deno run -A https.mjs', 'bun run fetch.mjs'])(
    '%s reaches the emulator, and nothing else',
    { timeout: longestRunMs },
    async (run) => {
      const environment = { PATH: `${folder}/node_modules/.bin:${process.env.PATH}`, DENO_NO_UPDATE_CHECK: '1' }
      const intercepted = `"${process.execPath}" "${command}" exec --intercept --offline --json -- ${run}`
      expectLogin(await runShell(intercepted, environment, folder))
    },
  )
})
