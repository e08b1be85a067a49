import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { root } from '../../tools/documents.js'
import { useFolder } from './folder.js'

/** What a command printed, and its exit code. */
interface ReplayOutput {
  readonly code: number
  readonly output: string
}

/** The file that the output of a failed test names, as JSON. */
export function readPrintedRun(project: string, output: string): Record<string, unknown> {
  const [, file = ''] = / tve replay (\S+) -- /.exec(printedIn(output)) ?? []
  return JSON.parse(readFileSync(join(project, file), 'utf8'))
}

function printedIn(output: string): string {
  const printed = output.match(/(?<=Replay it: ).*/g) ?? []
  expect(printed, output).toHaveLength(1)
  return printed[0] as string
}

/**
 * Types the command that the output of a failed test names into a shell. Its `npx` finds the command of the repository, and
 * the runner in the given folders.
 */
export async function replayPrinted(
  project: string,
  output: string,
  { env = {}, binaries = [join(root, 'node_modules/.bin')] }: { env?: object; binaries?: readonly string[] } = {},
): Promise<ReplayOutput> {
  const folder = useFolder()
  const npx = join(folder, 'npx')
  const tve = join(folder, 'tve')
  writeFileSync(npx, '#!/bin/sh\nexec "$@"\n')
  writeFileSync(tve, `#!/bin/sh\nexec "${process.execPath}" "${root}dist/cli.cjs" "$@"\n`)
  for (const file of [npx, tve]) chmodSync(file, 0o755)
  const { PATH = '', HOME = '' } = process.env
  const path = [folder, dirname(process.execPath), ...binaries, PATH].join(delimiter)
  return promisify(execFile)('sh', ['-c', printedIn(output)], {
    cwd: project,
    env: { PATH: path, HOME, NO_COLOR: '1', ...env },
    timeout: 50_000,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    ({ stdout, stderr, code }) => ({ code, output: stdout + stderr }),
  )
}

/** What the test saw: the answers of the emulator with their IDs and times, and the code. */
export const seenIn = (output: string) => output.match(/seen \{.*/g) ?? []

/** The part of a test that makes one login with traces: its answer, the code and the clock, then it fails. */
export const failingLogin = `
  const failingLogin = async ({ telnyx, fetch }) => {
    const phone_number = process.env.PHONE ?? '+13035550001'
    const sent = await fetch(telnyx.url + '/verifications/sms', {
      method: 'POST',
      headers: { authorization: 'Bearer ' + telnyx.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ phone_number, verify_profile_id: telnyx.profileId }),
    })
    const answer = await sent.json()
    await telnyx.clock.advance('1m')
    const [{ id, code }] = await telnyx.inbox.list()
    const now = (await telnyx.clock.now()).now
    console.log('seen ' + JSON.stringify({ answer, requestId: sent.headers.get('x-request-id'), id, code, now }))
    throw new Error('the login failed with ' + code)
  }
`
