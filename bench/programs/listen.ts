/** An emulator that a program of somebody's embeds: our library in a process of its own. Argument: our library. */
import { pathToFileURL } from 'node:url'

async function run(): Promise<void> {
  const [, , library = ''] = process.argv
  const { createEmulator } = (await import(pathToFileURL(library).href)) as typeof import('../../src/index.js')
  const { url } = await (await createEmulator()).listen({ port: 0 })
  process.stdout.write(`${JSON.stringify({ event: 'ready', url })}\n`)
}

run().catch((error) => {
  console.error(error)
  process.exit(1)
})
