import { readFileSync } from 'node:fs'
import defaultFixtures from '../../fixtures/default.json' with { type: 'json' }
import type { SandboxFile } from '../sandbox-file/format.js'
import { explainFileError } from '../wire/file-reason.js'
import { FileError } from '../wire/input-error.js'

/**
 * Reads the contents of fresh sandboxes from a file, an object or the built-in fixtures.
 *
 * @throws {FileError}
 */
export async function readFixtures(
  given: string | SandboxFile | undefined,
): Promise<{ fixtures: SandboxFile; fixturesName: string }> {
  if (given === undefined) return { fixtures: defaultFixtures as SandboxFile, fixturesName: 'fixtures/default.json' }
  const { readSandboxFile, validate } = await loadReader()
  const fixturesName = typeof given === 'string' ? given : 'the fixtures option'
  const text = typeof given === 'string' ? readText(given) : JSON.stringify(given)
  return { fixtures: readSandboxFile(text, fixturesName, validate), fixturesName }
}

/**
 * Reads a file's content from a request.
 *
 * @param pause lets other requests run
 * @throws {FileError}
 */
export async function readGivenFile(content: object, name: string, pause: () => Promise<void>): Promise<SandboxFile> {
  const { checkLongFile, validate } = await loadReader()
  await pause() // the first file loads code, and compiles it when it is used
  return checkLongFile(content, name, validate, pause)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new FileError(explainFileError(`The fixtures ${path}`, 'read', error))
  }
}

/** Loads reader and validator on demand: they are only needed for the user's own files. */
async function loadReader() {
  const [{ readSandboxFile, checkLongFile }, { fileValidators }] = await Promise.all([
    import('../sandbox-file/read-sandbox-file.js'),
    import('../spec/files.js'),
  ])
  const validate = fileValidators.SandboxFile as NonNullable<typeof fileValidators.SandboxFile>
  return { readSandboxFile, checkLongFile, validate }
}
