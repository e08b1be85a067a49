import type { LoadedFile } from '../sandbox-file/format.js'
import { mergeKept } from '../sandbox-file/merge-kept.js'
import { readSandboxFile } from '../sandbox-file/read-sandbox-file.js'
import { explainFileError } from '../wire/file-reason.js'
import { FileError } from '../wire/input-error.js'
import type { Validate } from '../wire/validation.js'
import { decode } from './file-access.js'
import type { Format } from './format.js'
import type { Store } from './store.js'

export { Persister } from './persister.js'

/**
 * Opens the store of a data folder. Store and validator are loaded on demand, because most emulators live in memory.
 *
 * @throws {LockedError} when another emulator uses the folder
 * @throws {FileError} when the folder cannot be used
 */
export async function openStore(folder: string, warn: (sentence: string) => void): Promise<Store<LoadedFile>> {
  const [{ LockedError, Store }, { readProven }, { fileValidators }] = await Promise.all([
    import('./store.js'),
    import('./proven-text.js'),
    import('../spec/files.js'),
  ])
  const validate = fileValidators.SandboxFile as Validate
  const parse: Format<LoadedFile>['parse'] = (bytes, fileName, isProven) => {
    const readJson = (text: string, first = 0) => readSandboxFile(text, fileName, validate, first)
    return isProven ? readProven(bytes, readJson) : readJson(decode(bytes))
  }
  try {
    return new Store<LoadedFile>(folder, { parse, merge: mergeKept, empty: { version: 1 } }, warn)
  } catch (error) {
    if (error instanceof LockedError) throw error
    throw new FileError(explainFileError(`The data folder ${folder}`, 'used', error))
  }
}
