import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** An option of the bench that cannot be used. Its message says what to write instead. */
export class OptionError extends Error {}

/**
 * Reads the value of `--against`: the folder of another build of ours, such as `../before/dist`.
 *
 * @throws {OptionError} if it has no command
 */
export function findBuild(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined
  const path = resolve(folder)
  if (existsSync(join(path, 'cli.cjs'))) return path
  throw new OptionError(`Invalid --against "${folder}": no cli.cjs is there. Name the dist folder of a build.`)
}

/**
 * Returns one line that says why a command of npm failed, for people and for bench/results.json.
 *
 * @returns the first line that is more than a code, without addresses, which may be of a private registry
 */
export function toNpmReason(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string }
  const lines = (stderr?.trim() || message)
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '')
  const line = lines.find((line) => !/^(code|errno|syscall) /.test(line)) ?? lines[0] ?? message
  return line.replaceAll(/\bhttps?:\/\/\S+/g, 'the registry')
}
