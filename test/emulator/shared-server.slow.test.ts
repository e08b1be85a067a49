import { expect, test } from 'vitest'
import { startCommand } from '../support/command.js'
import { useSender } from '../support/scale-out.js'

const jobs = 500
const loginsOfJob = 20
const limit = 300
const verify_profile_id = '4900019b-76da-b800-8000-000000000001'
const quiet = '+13035552000'

/** One login as a job makes it: it sends a code, reads it from the inbox and checks it. */
function useLogin(origin: string) {
  const send = useSender(origin)
  return async (sandbox: string, phone_number: string) => {
    const headers = { authorization: `Bearer sandbox_${sandbox}` }
    const sent = await send('POST', '/v2/verifications/sms', headers, { phone_number, verify_profile_id })
    if (sent.status !== 200) return `send ${sent.status}`
    const { text: code } = await send('GET', `/_emulator/inbox/${phone_number}/next`, {
      ...headers,
      accept: 'text/plain',
    })
    const path = `/v2/verifications/${JSON.parse(sent.text).data.id}/actions/verify`
    const checked = await send('POST', path, headers, { code })
    return checked.status === 200 ? JSON.parse(checked.text).data.response_code : `check ${checked.status}`
  }
}

test('500 jobs of 20 logins share a server that is full, and the sandbox of an idle job outlives them', {
  timeout: 300_000,
}, async () => {
  const options = ['--max-sandboxes', String(limit), '--when-full', 'refuse', '--sandbox-idle', '10m', '--quiet']
  const { ready } = await startCommand(options)
  const origin = ready.url.replace('/v2', '')
  const send = useSender(origin)
  const logIn = useLogin(origin)
  const idle = { authorization: 'Bearer sandbox_idle' }
  const before = await send('POST', '/v2/verifications/sms', idle, { phone_number: quiet, verify_profile_id })
  expect(before.status).toBe(200)

  const results = new Map<string, number>()
  const times: number[] = []
  const began = performance.now()
  const runJob = async (job: number) => {
    for (let login = 0; login < loginsOfJob; login++) {
      const at = performance.now()
      const result = await logIn(`job-${job}`, `+1${3_035_560_000 + login}`)
      if (result === 'accepted') times.push(performance.now() - at)
      results.set(result, (results.get(result) ?? 0) + 1)
    }
    await send('DELETE', `/_emulator/sandboxes/job-${job}`)
  }
  // 64 jobs at once, each of which starts when another one has ended.
  let next = 0
  const work = async () => {
    for (let job = next++; job < jobs; job = next++) await runJob(job)
  }
  await Promise.all(Array.from({ length: 64 }, work))
  const secs = (performance.now() - began) / 1000
  times.sort((a, b) => a - b)
  const p99 = times[Math.floor(times.length * 0.99)] ?? Number.NaN
  console.log(`${Math.round(times.length / secs)} logins a second, p99 ${p99.toFixed(0)} ms, 64 jobs at once`)
  expect(Object.fromEntries(results)).toEqual({ accepted: jobs * loginsOfJob })

  // The server fills up: new sandboxes are refused, and none of them costs the idle job its own.
  let refused = 0
  for (let index = 0; index < limit + 50; index++) {
    const headers = { authorization: `Bearer sandbox_extra-${index}` }
    const { status } = await send('POST', '/v2/verifications/sms', headers, { phone_number: quiet, verify_profile_id })
    if (status === 503) refused++
  }
  expect(refused).toBe(52) // beside `idle` and `default`
  const { id } = JSON.parse(before.text).data
  const code = await send('GET', `/_emulator/inbox/${quiet}/next`, { ...idle, accept: 'text/plain' })
  const checked = await send('POST', `/v2/verifications/${id}/actions/verify`, idle, { code: code.text })
  expect(JSON.parse(checked.text).data.response_code).toBe('accepted')
})
