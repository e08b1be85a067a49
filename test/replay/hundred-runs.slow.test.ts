import { expect, test } from 'vitest'
import { startReplay } from '../../src/emulator/replay-run.js'
import { createEmulator, type Emulator } from '../../src/index.js'
import { formatRunFile, parseRunFile, type RunFile } from '../../src/replay/run-file.js'

const onWarning = () => {}

/** A login that fails once, expires, and is repeated. @returns everything that the application has received */
async function logIn({ fetch, inbox, clock, profileId }: Emulator, phone_number: string): Promise<string> {
  const answers: string[] = []
  const post = async (path: string, body: object) => {
    const response = await fetch(`/v2${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox_default', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    answers.push([response.status, ...[...response.headers].map(String), text].join('\n'))
    return JSON.parse(text).data
  }
  const start = () => post('/verifications/sms', { phone_number, verify_profile_id: profileId })
  const { id } = await start()
  await post(`/verifications/${id}/actions/verify`, { code: '0' })
  await clock.advance('6m')
  await post(`/verifications/${id}/actions/verify`, { code: '00000' })
  const { id: second } = await start()
  const message = await inbox.next(phone_number)
  answers.push(JSON.stringify(message))
  await post(`/verifications/${second}/actions/verify`, { code: message.code })
  return answers.join('\n\n')
}

test('100 of 100 runs are repeated byte for byte, with a seed and without', async () => {
  let same = 0
  for (let number = 0; number < 100; number++) {
    const phone = `+1303555${3000 + number}`
    const seed = number % 2 === 0 ? { seed: number } : {}
    const recorded = await createEmulator({ ...seed, recordRuns: true, onWarning })
    const then = await logIn(recorded, phone)
    const run = await parseRunFile(formatRunFile((await recorded.run.take()) as RunFile), 'run.json')
    await recorded.close()
    const { emulator, player } = await startReplay(run, { options: { onWarning } })
    if ((await logIn(emulator, phone)) === then && player.firstDivergence === undefined) same++
    await emulator.close()
  }
  expect(same).toBe(100)
}, 300_000)
