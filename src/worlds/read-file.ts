import { readFileSync } from 'node:fs'
import defaultFixtures from '../../fixtures/default.json' with { type: 'json' }
import { readSandboxFile, type SandboxFile } from '../sandbox-file/format.js'
import { FileError } from '../wire/input-error.js'

/**
 * What a fresh sandbox holds, from a file, from an object, or as shipped.
 *
 * @throws {FileError}
 */
export async function readFixtures(
  given: string | SandboxFile | undefined,
): Promise<{ fixtures: SandboxFile; fixturesName: string }> {
  if (given === undefined) return { fixtures: defaultFixtures as SandboxFile, fixturesName: 'fixtures/default.json' }
  const validate = await loadFileValidator()
  const fixturesName = typeof given === 'string' ? given : 'the fixtures option'
  const text = typeof given === 'string' ? readText(given) : JSON.stringify(given)
  return { fixtures: readSandboxFile(text, fixturesName, validate), fixturesName }
}

/**
 * A file's content that came by a request.
 *
 * @throws {FileError}
 */
export async function readGivenFile(content: object, name: string): Promise<SandboxFile> {
  return readSandboxFile(JSON.stringify(content), name, await loadFileValidator())
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new FileError(`The fixtures ${path} cannot be read: ${(error as Error).message}`)
  }
}

/** Loaded on demand: without files of one's own it is not needed. */
async function loadFileValidator() {
  const { fileValidators } = await import('../spec/files.js')
  return fileValidators.SandboxFile as NonNullable<typeof fileValidators.SandboxFile>
}
