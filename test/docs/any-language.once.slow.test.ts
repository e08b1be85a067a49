import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { root } from '../../tools/documents.js'
import { startCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'
import { findPath, type Language, languages, longestRunMs, runShell } from './languages.js'
import { type Lie, useOnlooker } from './onlooker.js'

const page = readFileSync(`${root}docs/any-language.md`, 'utf8')

/** The text below a heading. */
function section(name: string): string {
  const found = page.split(/^## /m).find((text) => text.startsWith(`${name}\n`))
  if (found === undefined) throw new Error(`docs/any-language.md has no section "${name}"`)
  return found
}

/** The one code block of a kind in a section. */
function block(name: string, fence: string): string {
  const blocks = [...section(name).matchAll(/```(\S+)\n([\s\S]*?)```/g)].filter(([, kind]) => kind === fence)
  expect(blocks).toHaveLength(1)
  return blocks[0]?.[2] as string
}

/** Follows the instructions of a section, in an empty folder and a separate sandbox. */
async function follow(
  { name, fence, file, adapt = (command) => command }: Language,
  PATH: string,
  { lie, apiKey }: { lie?: Lie; apiKey?: string } = {},
) {
  const emulator = await createEmulator({ seed: 1 })
  onTestFinished(() => emulator.close())
  const { url, requests } = await useOnlooker(emulator, lie)
  const sandbox = emulator.sandbox(`login-${fence}`)
  const folder = useFolder()
  expect(section(name)).toContain(`Save it as \`${file}\``)
  writeFileSync(join(folder, file), block(name, fence))
  const run = await runShell(
    adapt(block(name, 'sh')),
    { PATH, TELNYX_BASE_URL: url, TELNYX_API_KEY: apiKey ?? sandbox.apiKey },
    folder,
  )
  return { ...run, requests, sandbox, emulator }
}

const create = 'POST /v2/verify_profiles'
const send = ['POST /v2/verifications/sms', 'GET /_emulator/inbox/+13035551234/next']
const check = 'POST /v2/verifications/{id}/actions/verify'
const eightCalls = [...send, check, check, ...send, 'POST /_emulator/clock/advance', check].sort()

const withoutIds = (request: string) => request.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '{id}')

/** A language's failed expectation as it words it. */
const disappointment = ({ truth, told }: Lie) =>
  new RegExp(`expected:? "?${truth}"?[^]*${told}|assert '${told}' == '${truth}'`, 'i')

const found = await Promise.all(languages.map(async (language) => ({ language, path: await findPath(language) })))

for (const { language, path } of found) {
  const { name, probe, packages } = language
  const note = path === null ? ` (skipped: "${probe}" fails here; on Debian, apt-get install ${packages})` : ''
  describe.skipIf(path === null)(`the test in ${name}${note}`, { timeout: longestRunMs }, () => {
    const PATH = path ?? ''

    test('the test passes with the calls of the page, six-digit codes and its own sandbox', async () => {
      const { code, output, requests, sandbox, emulator } = await follow(language, PATH)
      expect({ code, output }).toEqual({ code: 0, output })
      expect(requests[0]).toBe(create)
      const calls = requests.filter((request) => request !== create)
      expect(calls.map(withoutIds).sort()).toEqual(eightCalls)
      const messages = await sandbox.inbox.list()
      expect(messages.map((message) => message.code)).toEqual([
        expect.stringMatching(/^\d{6}$/),
        expect.stringMatching(/^\d{6}$/),
      ])
      expect(await emulator.inbox.list()).toEqual([])
    })

    test.each([
      { truth: 'rejected', told: 'accepted' },
      { truth: 'accepted', told: 'rejected' },
      { truth: 'expired', told: 'accepted' },
    ])('fails and explains why when $told is answered instead of $truth', async (lie) => {
      const { code, output } = await follow(language, PATH, { lie })
      expect(code).toBeGreaterThan(0)
      expect(output).toMatch(disappointment(lie))
    })

    test('fails with the error response of a refused call', async () => {
      const { code, output, requests } = await follow(language, PATH, { apiKey: 'sandbox_feature/login' })
      expect(code).toBeGreaterThan(0)
      expect(output).toContain('Authentication failed')
      expect([...new Set(requests)]).toEqual([create])
    })
  })
}

test('the job waits until the emulator is ready', async () => {
  const { ready } = await startCommand()
  const [start, wait = ''] = block('In a CI job', 'bash').trim().split('\n')
  expect(start).toContain('npx telnyx-verify-emulator &')
  const { code, output } = await runShell(wait.replace('http://127.0.0.1:8374', new URL(ready.url).origin), {})
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('"status":"ok"') })
})

test('the job starts an emulator for pytest', async ({ skip }) => {
  const python = found.find(({ language }) => language.name === 'Python')
  if (python?.path == null)
    return skip('pytest and requests are missing; the tests of the Python section say what to install')
  const folder = useFolder()
  writeFileSync(join(folder, python.language.file), block('Python', 'python'))
  const command = block('In a CI job', 'sh').replace(
    'npx telnyx-verify-emulator',
    `"${process.execPath}" "${root}dist/cli.cjs"`,
  )
  const { code, output } = await runShell(command, { PATH: python.path }, folder)
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('2 passed') })
})
