/** Sequential creates in this process, without a port, step by step. Arguments: `ours` and our library, or `hono`. */
import { pathToFileURL } from 'node:url'
import { createBareApp } from '../bare/hono-app.js'
import { profileId } from '../load/requests.js'
import { measureOwnRate, serveSteps } from '../own-rate.js'

type Ask = (url: string, init: RequestInit) => Promise<Response>

async function openDoor(who: string, library: string): Promise<Ask> {
  if (who === 'hono') {
    const app = createBareApp()
    return async (url, init) => app.request(url, init)
  }
  const { createEmulator } = (await import(pathToFileURL(library).href)) as typeof import('../../src/index.js')
  return (await createEmulator()).fetch
}

const [, , who = 'hono', library = ''] = process.argv
const headers = { authorization: 'Bearer sandbox_default', 'content-type': 'application/json' }

serveSteps(async () => {
  const ask = await openDoor(who, library)
  let number = 2_000_000
  const create = async (count: number) => {
    for (let done = 0; done < count; done++) {
      const body = JSON.stringify({ phone_number: `+1303${number++}`, verify_profile_id: profileId })
      const answer = await ask('http://emulator.invalid/v2/verifications/sms', { method: 'POST', headers, body })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(text)
    }
    return count
  }
  return (count) => measureOwnRate(() => create(count))
})
