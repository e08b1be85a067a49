import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../../src/index.js'
import { runCommand, startCommand } from '../../support/command.js'
import { sender } from '../../support/emulator.js'
import { useFolder } from '../../support/folder.js'

test('every answered request survives kill -9 at any time', async () => {
  const data = useFolder()
  const answered: string[] = []
  for (let round = 0; round < 4; round++) {
    const { ready, child, ended } = await startCommand(['--data', data, '--quiet'])
    const send = sender({ ...connect({ url: ready.url }), fetch: globalThis.fetch })
    const target = answered.length + 40 + 17 * round
    // Eight at a time, so that the kill interrupts several requests.
    await Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let i = 0; answered.length < target; i++) {
          const phone_number = `+1303555${String(1000 * worker + 100 * round + i).padStart(4, '0')}`
          const { status, body } = await send('POST', '/verifications/sms', {
            phone_number,
            verify_profile_id: ready.profileId,
          })
          expect(status).toBe(200)
          answered.push(body.data.id)
          if (answered.length === target) child.kill('SIGKILL')
        }
      }).map((worker) => worker.catch(() => {})),
    )
    expect((await ended).signal).toBe('SIGKILL')
  }
  const { ready } = await startCommand(['--data', data])
  const send = sender({ ...connect({ url: ready.url }), fetch: globalThis.fetch })
  for (const id of answered) expect((await send('GET', `/verifications/${id}`)).status, id).toBe(200)
  expect(new Set(answered).size).toBe(answered.length)
  expect(answered.length).toBeGreaterThan(240)
})

test('after SIGTERM the file holds everything and the folder is unlocked', async () => {
  const data = useFolder()
  const { ready, child, ended } = await startCommand(['--data', data])
  const send = sender({ ...connect({ url: ready.url }), fetch: globalThis.fetch })
  await send('POST', '/verify_profiles', { name: 'Kept', sms: {} })
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
  expect(readFileSync(join(data, 'default.json'), 'utf8')).toContain('Kept')
  expect(existsSync(join(data, 'lock'))).toBe(false)
})

test('a second emulator on the same folder is refused', async () => {
  const data = useFolder()
  const first = await startCommand(['--data', data])
  const { code, stderr } = await runCommand(['--port', '0', '--data', data]).ended
  expect(code).toBe(1)
  expect(stderr).toContain(`is in use by the emulator with process ID ${first.ready.pid}`)
})
