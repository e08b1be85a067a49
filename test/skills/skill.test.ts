import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { loginChecks } from '../../src/audit/login/checks/checks.js'
import { listTools } from '../../src/mcp/tools/list.js'
import { root } from '../../tools/documents.js'
import { listFiles } from '../../tools/source-files.js'
import { runShell } from '../docs/languages.js'
import { startCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'
import { useReceiver } from '../support/receiver.js'
import {
  allBlocks,
  blockNames,
  readPage,
  skillBlock,
  skillFolder,
  skillName,
  skillPages,
  useNpx,
} from './skill-blocks.js'

const skill = readPage('SKILL.md')

describe('the format of Agent Skills', () => {
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(skill) ?? []
  const fields = parse(head) as Record<string, string>

  test('the name is that of the folder, in lower case, with single hyphens', () => {
    expect(fields.name).toBe(skillName)
    expect(fields.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(fields.name?.length).toBeLessThanOrEqual(64)
  })

  test('the description says what and when in at most 1024 characters', () => {
    expect(fields.description).toMatch(/\bUse it to\b/)
    expect(fields.description?.length).toBeLessThanOrEqual(1024)
    expect(fields.compatibility?.length).toBeLessThanOrEqual(500)
  })

  test('only the documented fields are used', () => {
    const known = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools']
    expect(Object.keys(fields).filter((field) => !known.includes(field))).toEqual([])
  })

  test('the instructions are short: 500 lines and about 5000 tokens at most', () => {
    expect(body.split('\n').length).toBeLessThanOrEqual(500)
    expect(body.length / 4).toBeLessThanOrEqual(5000)
  })

  test('each reference is linked from the skill itself, one level deep', () => {
    const linked = [...skill.matchAll(/\]\((references\/[\w-]+\.md)\)/g)].map(([, path]) => path)
    expect([...new Set(linked)].sort()).toEqual(skillPages.slice(1).sort())
  })
})

describe('the skill says what exists', () => {
  test('every document of the package that it names is in the package', () => {
    const named = skillPages.flatMap((page) => [...readPage(page).matchAll(/`(?:docs\/)?([\w-]+\.md)`/g)])
    const names = [...new Set(named.map(([, name = '']) => name))]
    expect(names.length).toBeGreaterThan(9)
    expect(names.filter((name) => !existsSync(`${root}docs/${name}`) && !existsSync(root + name))).toEqual([])
    const { files } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { files: string[] }
    expect(files).toEqual(expect.arrayContaining(['docs', 'skills', 'FIDELITY.md']))
  })

  test('every MCP tool that it names exists, and every tool is named', async () => {
    const rows = [...skill.matchAll(/^\| .+ \| .+ \| (`\w+`(?:, `\w+`)*) \|$/gm)].map(([, names = '']) => names)
    const named = rows.flatMap((names) => names.replaceAll('`', '').split(', '))
    const offered = (await listTools()).filter(({ tool }) => !tool.isForApp).map(({ name }) => name)
    expect([...new Set(named)].sort()).toEqual([...offered].sort())
  })

  test('every block is executed by a test', () => {
    const names = Object.keys(blockNames) as (keyof typeof blockNames)[]
    expect(names.map(skillBlock).sort()).toEqual(allBlocks.map(({ code }) => code).sort())
    const sources = listFiles(['test/skills'], /\.test\.ts$/).map((path) => readFileSync(root + path, 'utf8'))
    expect(names.filter((name) => !sources.some((source) => source.includes(`skillBlock('${name}')`)))).toEqual([])
  })
})

test('the commands of the skill work in its order', async () => {
  const receiver = await useReceiver()
  const { ready } = await startCommand()
  const folder = useFolder()
  const steer = skillBlock('steer')
  expect(steer).toContain('http://127.0.0.1:3000/webhooks')
  const script = [
    skillBlock('installed'),
    skillBlock('env'),
    steer.replace('http://127.0.0.1:3000/webhooks', receiver.url),
    skillBlock('explain'),
  ].join('\n')
  const env = { PATH: useNpx(folder), TVE_URL: new URL(ready.url).origin }
  const { code, output } = await runShell(script, env, folder)
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/\}\d{5}$/m) })
  expect(output).toContain('scenario_1: expired for +13035551234, once')
  expect(output).toContain('verification expired: +13035551234')
  expect(output).toContain('The only request was not refused.')
  expect(output).toContain('No such request has arrived in sandbox "default".') // after the reset
  expect(readdirSync(folder)).toContain('before.json')
})

test('the plain HTTP of the skill works in its order', async () => {
  const { ready } = await startCommand()
  const folder = useFolder()
  writeFileSync(join(folder, 'http.sh'), skillBlock('http'))
  const env = { TELNYX_BASE_URL: ready.url, TELNYX_API_KEY: 'sandbox_skill', TELNYX_VERIFY_PROFILE_ID: ready.profileId }
  const { code, output } = await runShell('bash -euo pipefail http.sh', env, folder)
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('"response_code":"expired"') })
  expect(output).toContain('"matched":1')
  expect(output).toContain('Coverage: ')
  expect(output).toContain('VerifyVerificationCodeById was answered 200, expired')
})

test('the skill has the limits of all checks that have one', () => {
  const rows = [...readPage('references/audits.md').matchAll(/^\| `([\w-]+)` \| (.+) \|$/gm)].map(([, id, limit]) => [
    id,
    limit,
  ])
  const limits = loginChecks.flatMap(({ id, check }) => (check.limit === undefined ? [] : [[id, check.limit]]))
  expect(limits.length).toBeGreaterThan(5)
  expect(rows).toEqual(limits)
})

test('an assertion of the skill that does not hold fails its script', async () => {
  const { ready } = await startCommand()
  const folder = useFolder()
  writeFileSync(join(folder, 'http.sh'), skillBlock('http').replace('200}, "times": 1}', '200}, "times": 2}'))
  const env = { TELNYX_BASE_URL: ready.url, TELNYX_API_KEY: 'sandbox_skill', TELNYX_VERIFY_PROFILE_ID: ready.profileId }
  const { code, output } = await runShell('bash -euo pipefail http.sh', env, folder)
  expect(code).toBeGreaterThan(0)
  expect(output).toContain('422')
})

test('the skill is a folder of its own: no file leads out of it', () => {
  const links = skillPages.flatMap((page) => [...readPage(page).matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => to))
  expect(links.filter((to) => to.includes('..') || to.startsWith('/'))).toEqual([])
  expect(existsSync(join(skillFolder, 'SKILL.md'))).toBe(true)
})
