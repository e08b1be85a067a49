import type { Emulator } from '../emulator/emulator.js'
import type { Handset } from './handset.js'
import type { TestSandbox } from './test-emulator.js'

/** The names of all members; the compiler checks that none is missing and none is misspelled. */
type Members<T> = Readonly<Record<keyof T, true>>

const ofSandbox: Members<TestSandbox> = {
  sandboxName: true,
  url: true,
  apiKey: true,
  profileId: true,
  env: true,
  inbox: true,
  clock: true,
  scenarios: true,
  faults: true,
  journal: true,
  webhooks: true,
  snapshot: true,
  run: true,
  server: true,
  addRecords: true,
  testNumbers: true,
  info: true,
  reset: true,
  fetch: true,
}

const ofEmulator: Members<Emulator> = {
  ...ofSandbox,
  sandbox: true,
  listen: true,
  close: true,
  [Symbol.asyncDispose]: true,
}

/** An object whose members are those of the object that `read` returns at the time of each access. */
function follow<T extends object>(members: Members<T>, read: () => T): T {
  const names = Reflect.ownKeys(members) as (keyof T)[]
  const getters = names.map((name) => [name, { enumerable: true, get: () => read()[name] }] as const)
  return Object.defineProperties({}, Object.fromEntries(getters)) as T
}

/** The sandbox of the running test. */
export const followSandbox = (read: () => TestSandbox): TestSandbox => follow(ofSandbox, read)

/** The phones in the running test. */
export const followHandset = (read: () => Handset): Handset => follow({ code: true, messages: true }, read)

/** The emulator that runs. */
export const followEmulator = (read: () => Emulator): Emulator => follow(ofEmulator, read)
