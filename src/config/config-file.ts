import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, resolve, sep } from 'node:path'
import { explainFileError, explainSyntax, withoutMark } from '../wire/file-reason.js'
import { ConfigError } from './config-error.js'

const fileNames = ['json', 'yaml', 'yml'].map((extension) => `telnyx-verify-emulator.config.${extension}`)

/**
 * The path of the config file: the named one, otherwise the nearest from the folder upwards.
 *
 * @throws {ConfigError} when the named file does not exist
 */
export function findConfigFile(named: string | undefined, folder: string): string | undefined {
  if (named !== undefined) {
    const path = resolve(folder, named)
    requireFile(path)
    return path
  }
  for (let here = resolve(folder); ; here = dirname(here)) {
    const folder = here.endsWith(sep) ? here : here + sep
    for (const name of fileNames) if (existsSync(folder + name)) return folder + name
    if (here === dirname(here)) return undefined
  }
}

/** @throws {ConfigError} for a file that does not exist, or that cannot be looked for */
function requireFile(path: string): void {
  try {
    statSync(path)
  } catch (error) {
    throw new ConfigError(explainFileError(`The config file ${path}`, 'read', error))
  }
}

/**
 * The keys and values of a config file. YAML is loaded only when a file needs it.
 *
 * @throws {ConfigError} when the file cannot be read or parsed, or is not an object
 */
export async function parseConfigFile(path: string): Promise<object> {
  const content = await parseContent(path, readText(path))
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content
  throw new ConfigError(`${path} must contain an object of settings.`)
}

function readText(path: string): string {
  try {
    return withoutMark(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new ConfigError(explainFileError(`The config file ${path}`, 'read', error))
  }
}

async function parseContent(path: string, source: string): Promise<unknown> {
  const isJson = extname(path) === '.json'
  try {
    return isJson ? JSON.parse(source) : (await import('yaml')).parse(source)
  } catch (error) {
    const reason = source.trim() === '' ? 'the file is empty' : explainSyntax(error)
    throw new ConfigError(`The config file ${path} is not valid ${isJson ? 'JSON' : 'YAML'}: ${reason}.`)
  }
}
