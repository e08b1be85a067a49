import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type InstalledProjects, installProjects } from '../support/installed-projects.js'

/** Tests of two files with the same titles: with one seed, and without a seed. Each writes the IDs that it was given. */
const source = (options: string) => `
import { appendFileSync } from 'node:fs'
import { createTest } from 'telnyx-verify-emulator/vitest'
import { expect } from 'vitest'
const test = createTest(${options})
const phone_number = '+13035551234'
const login = async ({ telnyx, handset, expect }) => {
  expect(await telnyx.inbox.list()).toEqual([])
  const response = await telnyx.fetch(telnyx.url + '/verifications/sms', {
    method: 'POST',
    headers: { authorization: 'Bearer KEY', 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number, verify_profile_id: telnyx.profileId }),
  })
  const { data } = await response.json()
  await expect(telnyx).toHaveSentCodeTo(phone_number)
  await expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', { times: 1 })
  expect(await handset.code(phone_number)).toHaveLength(5)
  appendFileSync(process.env.IDS, data.id + '\\n')
}
for (const half of ['one', 'other'])
  test('logs in', async ({ telnyx, handset }) => login({ telnyx, handset, expect }))
test.concurrent('logs in', async ({ telnyx, handset, expect }) => login({ telnyx, handset, expect }))
test.concurrent('logs in', async ({ telnyx, handset, expect }) => login({ telnyx, handset, expect }))
`
const files = {
  'seeded-one.test.js': source('{ seed: 7 }'),
  'seeded-other.test.js': source('{ seed: 7 }'),
  'unseeded-one.test.js': source(''),
  'unseeded-other.test.js': source(''),
}

/** The oldest and the newest version of each major release that is supported. The newest need Node 22. */
const versions = [
  { name: 'vitest3', vitest: '3.2.0', node: 20 },
  { name: 'vitest4', vitest: '4.1.12', node: 20 },
  { name: 'vitest5', vitest: '5.1.2', node: 22 },
] as const
const mswVersions = [
  { name: 'msw2', msw: '2.15.0', node: 20 },
  { name: 'msw3', msw: '3.0.5', node: 22 },
] as const

type Name = (typeof versions)[number]['name'] | (typeof mswVersions)[number]['name']
let installed: InstalledProjects<Name>
beforeAll(async () => {
  const plans = versions.map(({ name, vitest }) => [name, { files, versions: { vitest } }] as const)
  const mswPlans = mswVersions.map(({ name, msw }) => [name, { example: 'msw', versions: { msw } }] as const)
  installed = await installProjects(Object.fromEntries([...plans, ...mswPlans]) as Record<Name, object>)
}, 180_000)
afterAll(() => installed.remove(), 180_000)

/** Runs a Vitest of a project, on Node 22 if it needs that and this is an older one. */
function runVitest(name: Name, node: number, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { folder, run } = installed.projects[name]
  const manifest = createRequire(join(folder, 'package.json')).resolve('vitest/package.json')
  const vitest = [join(manifest, '../vitest.mjs'), 'run', ...args]
  const isOldEnough = Number(process.versions.node.split('.')[0]) >= node
  return isOldEnough
    ? run(process.execPath, vitest, env)
    : run('npx', ['-y', '-p', `node@${node}`, 'node', ...vitest], env)
}

const pools = [
  ['--pool=threads'],
  ['--pool=threads', '--no-isolate'],
  ['--pool=forks'],
  ['--pool=forks', '--no-isolate'],
  ['--pool=vmThreads'],
  ['--pool=vmForks'],
]

test.each(versions.flatMap((version) => pools.map((pool) => ({ ...version, pool, options: pool.join(' ') }))))(
  'Vitest $vitest $options: workers share no sandbox and no ID, with and without a seed',
  async ({ name, node, pool, options }) => {
    const ids = join(installed.projects[name].folder, `ids ${options.replaceAll('/', '')}`)
    const { passed, output } = await runVitest(name, node, [...pool, '--maxWorkers=2'], { IDS: ids })
    expect(output).toContain('16 passed (16)')
    expect(passed).toBe(true)
    const found = readFileSync(ids, 'utf8').trim().split('\n')
    expect(found).toHaveLength(16)
    expect(new Set(found).size).toBe(16)
    rmSync(ids)
  },
)

test.each(mswVersions)('MSW $msw: the example passes its 6 tests', async ({ name, node }) => {
  const { output } = await runVitest(name, node, [])
  expect(output).toContain('6 passed (6)')
})
