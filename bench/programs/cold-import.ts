/**
 * The first import of a module in a new process. Arguments: `esm` or `cjs`, and the module. Prints a ColdImport.
 */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** What an import took. Milliseconds. */
export interface ColdImport {
  readonly wallMs: number
  /** Processor time, user and system, of the process. */
  readonly processorMs: number
}

async function run(): Promise<void> {
  const [, , kind, path = ''] = process.argv
  const processor = process.cpuUsage()
  const start = performance.now()
  if (kind === 'cjs') createRequire(path)(path)
  else await import(pathToFileURL(path).href)
  const wallMs = performance.now() - start
  const { user, system } = process.cpuUsage(processor)
  process.stdout.write(JSON.stringify({ wallMs, processorMs: (user + system) / 1000 } satisfies ColdImport))
}

run().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
