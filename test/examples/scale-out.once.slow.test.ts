import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'
import { findFreePorts, findProgram, forEachOf, scaleOut, useCluster, useSender } from '../support/scale-out.js'

const nginx = findProgram('nginx')
const lua = findProgram('lua5.1')

const count = 10_000
const nameOf = (index: number) => `job-${index}`
const numberOf = (index: number) => `+1${3_035_560_000 + index}`
const keyOf = (index: number) => ({ authorization: `Bearer sandbox_${nameOf(index)}` })
const verify_profile_id = '4900019b-76da-b800-8000-000000000001'

test.skipIf(nginx === undefined)(
  '10,000 sandboxes on four nodes behind nginx never cross, and a node that is killed loses only its own',
  { timeout: 600_000 },
  async () => {
    const { origin, pids, ready } = await useCluster()
    await ready(4)
    const send = useSender(origin)
    const inbox = async (index: number) => {
      // Every second call names the sandbox by its query, the others by the key.
      const answer =
        index % 2 === 0
          ? await send('GET', `/_emulator/inbox?sandbox=${nameOf(index)}`)
          : await send('GET', '/_emulator/inbox', keyOf(index))
      if (answer.status !== 200) return `${answer.status}`
      return JSON.parse(answer.text).messages.map(({ phone_number }: { phone_number: string }) => phone_number)
    }
    const living = async () => {
      const nodes = new Map<string, number>()
      for (const node of [1, 2, 3, 4]) {
        const { text } = await send('GET', `/_nodes/${node}/_emulator/sandboxes`)
        for (const { sandbox } of JSON.parse(text).sandboxes as { sandbox: string }[]) {
          if (sandbox === 'default') continue
          expect(nodes.has(sandbox), `${sandbox} is on two nodes`).toBe(false)
          nodes.set(sandbox, node)
        }
      }
      return nodes
    }

    const failed: unknown[] = []
    await forEachOf(count, async (index) => {
      const body = { phone_number: numberOf(index), verify_profile_id }
      const answer = await send('POST', '/v2/verifications/sms', keyOf(index), body)
      if (answer.status !== 200) failed.push([index, answer])
    })
    expect(failed).toEqual([])
    const crossed: unknown[] = []
    await forEachOf(count, async (index) => {
      const found = await inbox(index)
      if (String(found) !== numberOf(index)) crossed.push([index, found])
    })
    expect(crossed).toEqual([])
    const before = await living()
    expect(before.size).toBe(count)
    for (const node of [1, 2, 3, 4])
      expect([...before.values()].filter((one) => one === node).length).toBeGreaterThan(1000)

    const victim = before.get(nameOf(0)) as number
    process.kill(pids().get(victim) as number, 'SIGKILL')
    await ready(5)
    const lost: string[] = []
    const kept: string[] = []
    await forEachOf(count, async (index) => {
      const found = String(await inbox(index))
      if (found === numberOf(index)) kept.push(nameOf(index))
      else if (found === '') lost.push(nameOf(index))
      else crossed.push([index, found])
    })
    expect(crossed).toEqual([])
    const onVictim = [...before].filter(([, node]) => node === victim).map(([name]) => name)
    expect(lost.sort()).toEqual(onVictim.sort())
    expect(kept.length).toBe(count - onVictim.length)

    const again = { phone_number: numberOf(0), verify_profile_id }
    expect((await send('POST', '/v2/verifications/sms', keyOf(0), again)).status).toBe(200)
    expect((await living()).get(nameOf(0))).toBe(victim)
  },
)

test.skipIf(nginx === undefined)('long polls, event streams and snapshots pass through nginx at once', async () => {
  const { origin, ready } = await useCluster()
  await ready(4)
  const send = useSender(origin)
  const stream = await fetch(`${origin}/_emulator/events?sandbox=job-1`)
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toContain('connected')
  const waiting = send('GET', `/_emulator/inbox/${numberOf(1)}/next?sandbox=job-1&timeout=1m`, { accept: 'text/plain' })
  await send('POST', '/v2/verifications/sms', keyOf(1), { phone_number: numberOf(1), verify_profile_id })
  expect((await waiting).text).toMatch(/^\d{5,6}$/)
  expect((await reader?.read())?.value).toMatch(/^event: /)
  await reader?.cancel()
  const { text } = await send('GET', '/_emulator/snapshot?sandbox=job-1')
  expect((await send('PUT', '/_emulator/snapshot?sandbox=copy', {}, JSON.parse(text))).status).toBe(200)
  for (const path of [
    '/_emulator/sandboxes',
    '/metrics',
    '/_emulator/coverage',
    '/_emulator/journal?sandbox_prefix=job',
  ])
    expect((await send('GET', path)).text).toContain('"title":"Ask each node"')
  expect((await send('GET', '/_emulator/coverage?sandbox=job-1')).status).toBe(200)
})

/** Requests, and the sandbox whose node must get them; null if the request is to be refused. */
const requests: readonly (readonly [path: string, authorization: string, sandbox: string | null])[] = [
  ['/v2/verifications/sms', 'Bearer sandbox_job-7', 'job-7'],
  ['/v2/verifications/sms', 'bearer  sandbox_job-7 ', 'job-7'],
  ['/v2/verifications/sms?sandbox=other', 'Bearer sandbox_job-7', 'job-7'],
  ['/v2/verifications/sms', 'Bearer KEY0123', 'default'],
  ['/v2/verifications/sms', 'Basic sandbox_job-7', 'default'],
  ['/v2/verifications/sms', '', 'default'],
  ['/_emulator', 'Bearer sandbox_a.b_c-d', 'a.b_c-d'],
  ['/_emulator?sandbox=job-8', 'Bearer sandbox_job-7', 'job-8'],
  ['/_emulator?sandbox=job-8', '', 'job-8'],
  ['/_emulator/inbox?limit=5&sandbox=job-8', 'Bearer the-control-token', 'job-8'],
  ['/_emulator/inbox?limit=5&sandbox=', 'Bearer sandbox_job-7', 'job-7'],
  ['/_emulator/inbox?limit=5', 'Bearer the-control-token', 'default'],
  ['/_emulator/sandboxes/job-9', 'Bearer sandbox_job-7', 'job-9'],
  ['/_emulator/coverage?sandbox=job-9', '', 'job-9'],
  ['/_emulator/inbox?sandbox=job%2D8', '', null],
  ['/_emulator/coverage', 'Bearer sandbox_job-7', null],
  ['/_emulator/sandboxes', 'Bearer sandbox_job-7', null],
  ['/_emulator/journal?sandbox_prefix=job', 'Bearer the-control-token', null],
  ['/metrics', '', null],
]

test.skipIf(nginx === undefined)('nginx hashes the sandbox that the emulator opens', async () => {
  const folder = useFolder()
  const [port = 0] = await findFreePorts(1)
  // The same configuration, but it answers with the text that it would hash.
  const told = readFileSync(join(scaleOut, 'nginx.conf'), 'utf8')
    .replaceAll('proxy_pass http://nodes;', 'return 200 $sandbox;')
    .replace('listen 127.0.0.1:8374', `listen 127.0.0.1:${port}`)
  mkdirSync(join(folder, 'tmp'))
  writeFileSync(join(folder, 'nginx.conf'), told)
  const child = spawn(nginx as string, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], {
    stdio: 'ignore',
  })
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await once(child, 'close')
  })
  const send = useSender(`http://127.0.0.1:${port}`)
  const api = await useApi()
  const found: unknown[] = []
  const opened: unknown[] = []
  for (const [path, authorization, sandbox] of requests) {
    const headers = authorization === '' ? {} : { authorization }
    const answer = await untilListening(() => send('GET', path, headers))
    found.push([path, authorization, answer.status === 200 ? answer.text : null])
    // What the emulator itself opens, for the requests that tell.
    if (!/^\/_emulator(\?|$)/.test(path)) continue
    opened.push([
      sandbox,
      (
        await api.emulator
          .fetch(`${api.emulator.url.replace('/v2', path)}`, { headers })
          .then((response) => response.json())
      ).sandbox,
    ])
  }
  expect(found).toEqual(requests)
  for (const [expected, actual] of opened as [string, string][]) expect(actual).toBe(expected)
})

/** Asks again while nginx does not listen yet. */
async function untilListening<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

test.skipIf(lua === undefined)("Envoy's filter names the same sandboxes as nginx", async () => {
  const config = parse(readFileSync(join(scaleOut, 'envoy.yaml'), 'utf8'))
  const [{ filter_chains }] = config.static_resources.listeners
  const manager = filter_chains[0].filters[0].typed_config
  const [filter] = manager.http_filters
  expect(filter.name).toBe('envoy.filters.http.lua')
  const [route] = manager.route_config.virtual_hosts[0].routes
  expect(route.route.hash_policy).toEqual([{ header: { header_name: 'x-emulator-sandbox' } }])
  const script = join(useFolder(), 'requests.lua')
  const calls = requests.map(
    ([path, authorization]) => `ask(${JSON.stringify(path)}, ${JSON.stringify(authorization)})`,
  )
  writeFileSync(
    script,
    `${filter.typed_config.default_source_code.inline_string}
function ask(path, authorization)
  local sent, refused = { [":path"] = path, authorization = authorization ~= "" and authorization or nil }, nil
  local headers = { get = function(_, name) return sent[name] end, replace = function(_, name, value) sent[name] = value end }
  envoy_on_request({ headers = function() return headers end, respond = function(_, answer) refused = answer[":status"] end })
  print(refused and "null" or sent["x-emulator-sandbox"])
end
${calls.join('\n')}
`,
  )
  const child = spawn(lua as string, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await once(child, 'close')
  const named = output.trim().split('\n')
  expect(requests.map(([path, authorization], index) => [path, authorization, named[index]])).toEqual(
    requests.map(([path, authorization, sandbox]) => [path, authorization, sandbox ?? 'null']),
  )
})
