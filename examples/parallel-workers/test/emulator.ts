import { createEmulator } from 'telnyx-verify-emulator'
import type { TestProject } from 'vitest/node'

/** Starts one emulator for all workers on a free port, and passes them its URL. */
export default async function setup(project: TestProject) {
  const emulator = await createEmulator()
  const { url } = await emulator.listen()
  project.provide('emulatorUrl', url)
  return () => emulator.close()
}

declare module 'vitest' {
  export interface ProvidedContext {
    emulatorUrl: string
  }
}
