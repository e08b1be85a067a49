import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

/** The file with what the report has to know of the start. */
export const stateFile = join(requireVariable('RUNNER_TEMP'), 'telnyx-verify-emulator.json')

/** A variable that the runner sets. */
export function requireVariable(name) {
  const value = process.env[name]
  if (value) return value
  fail(`${name} is not set. Run this as a step of GitHub Actions.`)
}

/** The value of an input; empty if it is not given. */
export const input = (name) => (process.env[`INPUT_${name}`] ?? '').trim()

/** Ends the step with an annotation. */
export function fail(message) {
  annotate('error', 'Telnyx Verify emulator', message)
  process.exit(1)
}

export const escapeData = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const escapeProperty = (text) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** Writes an annotation: `error`, `warning` or `notice`. */
export function annotate(level, title, message, file = undefined) {
  const where = file === undefined ? '' : `file=${escapeProperty(file)},`
  console.log(`::${level} ${where}title=${escapeProperty(title)}::${escapeData(message)}`)
}

/** Adds `name=value` lines to one of the runner's files. */
export function assign(variable, values) {
  for (const [name, value] of Object.entries(values)) {
    if (/[\r\n]/.test(value)) fail(`${name} has a line break, which cannot be handed on.`)
    appendFileSync(requireVariable(variable), `${name}=${value}\n`)
  }
}

/** Runs the command of the emulator with some arguments, and returns its output with its exit code. */
export function runCommand([program, ...fixed], args, env = {}) {
  const options = { encoding: 'utf8', env: { ...process.env, ...env }, shell: process.platform === 'win32' }
  const { status, stdout, stderr, error } = spawnSync(program, [...fixed, ...args], options)
  return { code: error === undefined ? status : 2, stdout: stdout ?? '', stderr: error?.message ?? stderr ?? '' }
}

/** Waits. */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
