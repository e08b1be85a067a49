/** Sequential creates in this process, without a port. Arguments: `ours` and our library, or `hono`; then seconds. Prints creates per second. */
import { pathToFileURL } from 'node:url'
import { createBareApp } from '../bare/hono-app.js'
import { profileId } from '../load/requests.js'

type Ask = (url: string, init: RequestInit) => Promise<Response>

async function openDoor(who: string, library: string): Promise<Ask> {
  if (who === 'hono') {
    const app = createBareApp()
    return async (url, init) => app.request(url, init)
  }
  const { createEmulator } = (await import(pathToFileURL(library).href)) as typeof import('../../src/index.js')
  return (await createEmulator()).fetch
}

const [, , who = 'hono', library = '', secs = '1'] = process.argv
const warmUpMs = 1000
const headers = { authorization: 'Bearer sandbox_default', 'content-type': 'application/json' }

async function run(): Promise<void> {
  const ask = await openDoor(who, library)
  let number = 2_000_000
  const createFor = async (ms: number) => {
    const start = performance.now()
    const first = number
    while (performance.now() - start < ms) {
      const body = JSON.stringify({ phone_number: `+1303${number++}`, verify_profile_id: profileId })
      const answer = await ask('http://emulator.invalid/v2/verifications/sms', { method: 'POST', headers, body })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(text)
    }
    return (number - first) / ((performance.now() - start) / 1000)
  }
  await createFor(warmUpMs)
  process.stdout.write(JSON.stringify(await createFor(Number(secs) * 1000)))
  process.exit(0)
}

run().catch((error) => {
  console.error(error)
  process.exit(1)
})
