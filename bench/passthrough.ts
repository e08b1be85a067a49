/**
 * Measures what passthrough adds to a request on loopback: the same requests, one after the other on one connection,
 * straight to an upstream and through the command in front of it, in turns.
 *
 *   tsx bench/passthrough.ts [rounds]      after `npm run build`
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url))
const rounds = Number(process.argv[2] ?? 20)
const [requestsPerRound, warmUps] = [200, 500]
const phone = '+13125550123'
const children: ChildProcess[] = []

/** Starts the command on a free port. @returns its base URL */
function start(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [command, '--port', '0', '--quiet', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the command ended')))
    child.stdout
      .setEncoding('utf8')
      .once('data', (line: string) => resolve((JSON.parse(line.split('\n')[0] as string) as { url: string }).url))
  })
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

/** Milliseconds until an answer is whole. */
function time(url: string, method: string, body?: string): Promise<{ ms: number; text: string }> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: 'Bearer sandbox_default',
      ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
    }
    const sent = request(url, { method, headers, agent }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
      })
      answer.on('end', () => resolve({ ms: performance.now() - began, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number
const quantile = (values: number[], share: number) =>
  values.sort((a, b) => a - b)[Math.floor(values.length * share)] as number

async function measure(
  name: string,
  direct: () => Promise<{ ms: number }>,
  through: () => Promise<{ ms: number }>,
): Promise<void> {
  for (let count = 0; count < warmUps; count++) {
    await direct()
    await through()
  }
  const plain: number[] = []
  const passed: number[] = []
  const added: number[] = []
  for (let round = 0; round < rounds; round++) {
    const [ofPlain, ofPassed]: [number[], number[]] = [[], []]
    for (let count = 0; count < requestsPerRound; count++) ofPlain.push((await direct()).ms)
    for (let count = 0; count < requestsPerRound; count++) ofPassed.push((await through()).ms)
    added.push(median([...ofPassed]) - median([...ofPlain]))
    plain.push(...ofPlain)
    passed.push(...ofPassed)
  }
  const ms = (value: number) => `${value.toFixed(3)} ms`
  console.log(
    `${name.padEnd(34)} direct ${ms(median(plain))}, through ${ms(median(passed))}, added ${ms(median(added))} (median of ${rounds} rounds); p99 ${ms(quantile(plain, 0.99))} and ${ms(quantile(passed, 0.99))}`,
  )
}

const folder = mkdtempSync(join(tmpdir(), 'tve-bench-'))
try {
  const upstream = await start([])
  const flags = [
    '--passthrough',
    '--upstream',
    upstream,
    '--allow-numbers',
    phone,
    '--max-sends',
    '100000',
    '--allow-existing',
  ]
  const targets = [
    ['compared', await start(flags)],
    ['compared and recorded', await start([...flags, '--record', join(folder, 'har')])],
  ] as const
  for (const [name, url] of targets) {
    const profile = JSON.parse((await time(`${url}/verify_profiles`, 'POST', '{"name":"Bench","sms":{}}')).text) as {
      data: { id: string }
    }
    const path = `/verify_profiles/${profile.data.id}`
    await measure(
      `GET a profile, ${name}`,
      () => time(upstream + path, 'GET'),
      () => time(url + path, 'GET'),
    )
    const body = JSON.stringify({ phone_number: phone, verify_profile_id: profile.data.id, custom_code: '48213' })
    await measure(
      `POST a text, ${name}`,
      () => time(`${upstream}/verifications/sms`, 'POST', body),
      () => time(`${url}/verifications/sms`, 'POST', body),
    )
  }
} finally {
  await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve).kill())))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
process.exit(0)
