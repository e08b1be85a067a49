import * as fs from 'node:fs'
import { createEmulator } from '../emulator/create-emulator.js'
import type { Surroundings } from './test-emulator.js'
import { createWriteFile } from './write-run-file.js'

/** The surroundings of a runner that leaves Node's modules and globals as they are when this module is loaded. */
export const thisRealm: Surroundings = {
  create: createEmulator,
  // Taken now: a test may replace it, or refuse requests to anything but its own handlers.
  fetch: globalThis.fetch,
  write: createWriteFile(fs, process.pid),
}
