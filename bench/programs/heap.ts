/** The heap per record of the whole product. Arguments: our library, the number of records. Prints bytes per record. Requires --expose-gc. */
import { pathToFileURL } from 'node:url'
import { profileId } from '../load/requests.js'

const [, , library = '', count = '0'] = process.argv
const headers = { authorization: 'Bearer sandbox_default', 'content-type': 'application/json' }

async function run(): Promise<void> {
  const { createEmulator } = (await import(pathToFileURL(library).href)) as typeof import('../../src/index.js')
  const emulator = await createEmulator()
  let number = 2_000_000
  const create = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const body = JSON.stringify({ phone_number: `+1303${number++}`, verify_profile_id: profileId })
      const answer = await emulator.fetch('http://emulator.invalid/v2/verifications/sms', {
        method: 'POST',
        headers,
        body,
      })
      await answer.text()
    }
  }
  await create(5_000) // one-time allocations: compiled code, lazily loaded modules
  const before = await bytesInUse()
  await create(Number(count))
  process.stdout.write(JSON.stringify(((await bytesInUse()) - before) / Number(count)))
  await emulator.close()
}

/** Heap in use after garbage collection. Bytes. */
async function bytesInUse(): Promise<number> {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('run node with --expose-gc')
  // Finalizers release requests and their bodies; they run between turns of the event loop.
  for (let i = 0; i < 4; i++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

run().catch((error) => {
  console.error(error)
  process.exit(1)
})
