import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startWrong } from '../../examples/receivers/wrong.js'
import { receiverPublicKey } from '../../src/audit/receiver/audit-receiver.js'
import { root } from '../../tools/documents.js'
import { listFiles } from '../../tools/source-files.js'
import { skillBlock } from '../skills/skill-blocks.js'
import { runCommand } from '../support/command.js'
import { useProject } from '../support/project.js'

const node = join(root, 'examples/login-apps/node')
const wrong = join(root, 'examples/login-apps/wrong')

/** A login whose tests do not notice that a code works twice. */
function useWeakTests(): string {
  const folder = useProject(['telnyx', 'vitest', '.bin'])
  writeFileSync(join(folder, 'package.json'), '{"type": "module", "scripts": {"test": "vitest run"}}')
  writeFileSync(join(folder, 'login.ts'), skillBlock('login'))
  const weak = skillBlock('loginTest').replace(
    'expect(await login.checkCode(id, code)).toBe(false)',
    'await login.checkCode(id, code)',
  )
  writeFileSync(join(folder, 'login.test.ts'), weak)
  return folder
}

async function useUnsignedReceiver(): Promise<string> {
  const { url, close } = await startWrong(0, { publicKey: receiverPublicKey(), fault: 'accepts-unsigned' })
  onTestFinished(close)
  return url
}

/** Reaches two hosts: one twice, over HTTPS, and one over HTTP. */
const reachOthers = `
  for (const url of ['https://example.com', 'https://example.com', 'http://registry.example.com'])
    await fetch(url).catch(() => {})`

interface Run {
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Record<string, string>
}

/** The outputs that the pages show, by a line of each, and what prints them. */
const outputs: [page: string, holding: string, run: () => Run | Promise<Run>][] = [
  ['docs/outcomes-and-faults.md', 'Coverage: ', () => ({ args: ['exec', '--', process.execPath, '-e', ''] })],
  [
    'docs/audit.md',
    'number-flood  One number',
    () => ({
      args: ['audit', 'login', 'login.yaml', '--level', 'l3', '--', 'node', 'app.mjs'],
      cwd: wrong,
      env: { FAULT: 'number-flood' },
    }),
  ],
  [
    'docs/audit.md',
    'Abuse audit of',
    () => ({ args: ['audit', 'abuse', 'login.yaml', '--max-usd-per-hour', '1', '--', 'node', 'app.mjs'], cwd: node }),
  ],
  [
    'docs/load.md',
    'Load of the login',
    () => ({
      args: [
        ...['load', 'login', 'login.yaml', '--users', '10', '--ramp', '1s', '--think', '1s', '--latency-profile'],
        ...['log-normal-150ms-600ms', '--', 'node', 'app.mjs'],
      ],
      cwd: node,
    }),
  ],
  [
    'docs/audit-tests.md',
    'The clean run took',
    () => ({
      args: ['audit', 'tests', '--only', 'wrong-code-accepted,used-code-accepted', '--', 'npm', 'test'],
      cwd: useWeakTests(),
    }),
  ],
  [
    'docs/webhooks.md',
    'webhook receiver  2 failed',
    async () => ({ args: ['audit', 'receiver', await useUnsignedReceiver()] }),
  ],
  [
    'docs/intercept.md',
    'Offline: ',
    () => ({
      args: ['exec', '--intercept', '--offline', '--', process.execPath, '--input-type=module', '-e', reachOthers],
    }),
  ],
]

/** Blocks that are of the past, or written by another program, or printed by a test of their own. */
const others = ['docs/agents-transcript.md', 'docs/testing.md', 'docs/replay.md', 'clients/python/README.md']

interface Output {
  readonly page: string
  readonly text: string
}

/** Every block without a language, or in plain text. */
const shown: readonly Output[] = listFiles(['clients', 'docs', 'examples', 'skills'], /\.md$/).flatMap((page) =>
  [...readFileSync(root + page, 'utf8').matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```/gm)].flatMap(
    ([, , language = '', text = '']) => (['', 'text'].includes(language) ? [{ page, text }] : []),
  ),
)

/** A line without what differs between runs: numbers, except for totals of what exists, and the width of columns. */
const mask = (line: string) =>
  line
    .trim()
    .replaceAll(/\[ *\d+\/\d+\]/g, '[#]')
    .replaceAll(/\b\d+(?:[,.]\d+)*(?!\d)(?! (?:operations|outcomes|errors)\b)|\bnever\b/g, '#')
    .replaceAll(/ +/g, ' ')

/** The lines of a block that a run did not print, in this order. Lines may be left out, and cut off at their end. */
function findMissing(block: string, printed: string): string[] {
  const lines = printed.split('\n').map(mask)
  let next = 0
  return block.split('\n').filter((line) => {
    const index = lines.findIndex((one, at) => at >= next && one.startsWith(mask(line)))
    if (index >= 0) next = index + 1
    return index < 0 && mask(line) !== '...'
  })
}

test.each(outputs)('the output in %s with "%s" is what is printed today', async (page, holding, prepare) => {
  const blocks = shown.filter((block) => block.page === page && block.text.includes(holding))
  expect(blocks).toHaveLength(1)
  const { args, ...options } = await prepare()
  const { stdout, stderr } = await runCommand(args, options).ended
  expect(findMissing(blocks[0]?.text as string, stderr + stdout)).toEqual([])
})

test('every output of a page is compared with one of today', () => {
  const compared = ({ page, text }: Output) => outputs.some(([of, holding]) => of === page && text.includes(holding))
  expect(shown.filter((block) => !others.includes(block.page) && !compared(block))).toEqual([])
})

test.each([
  ['limits  1 failed, 6 passed', 'limits  2 failed, 1 skipped, 5 passed', ['limits  1 failed, 6 passed']],
  ['3 of 24 operations', '5 of 27 operations', ['3 of 24 operations']],
  ['a  12 ms\n...\nb', 'a   1,234 ms  more\nx\nb', []],
  ['b\na', 'a\nb', ['a']],
])('of %j, printed as %j, is missing: %j', (block, printed, missing) => {
  expect(findMissing(block, printed)).toEqual(missing)
})
