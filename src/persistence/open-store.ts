import { mergeSandboxFiles, type SandboxFile } from '../sandbox-file/format.js'
import { readSandboxFile } from '../sandbox-file/read-sandbox-file.js'
import { FileError } from '../wire/input-error.js'
import type { Validate } from '../wire/validation.js'
import type { Store } from './store.js'

export { Persister } from './persister.js'

/**
 * Opens the store of a data folder. Store and validator are loaded on demand, because most emulators live in memory.
 *
 * @throws {LockedError} when another emulator uses the folder
 * @throws {FileError} when the folder cannot be used
 */
export async function openStore(folder: string, warn: (sentence: string) => void): Promise<Store<SandboxFile>> {
  const [{ LockedError, Store }, { fileValidators }] = await Promise.all([
    import('./store.js'),
    import('../spec/files.js'),
  ])
  const validate = fileValidators.SandboxFile as Validate
  const parseFile = (text: string, fileName: string) => readSandboxFile(text, fileName, validate)
  try {
    return new Store<SandboxFile>(folder, { parseFile, merge: mergeSandboxFiles, empty: { version: 1 } }, warn)
  } catch (error) {
    if (error instanceof LockedError) throw error
    throw new FileError(`The data folder ${folder} cannot be used: ${(error as Error).message}`)
  }
}
