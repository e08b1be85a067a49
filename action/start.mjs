// The first half of the action: starts an emulator, or attaches to a shared one, waits until it answers, and exports what
// the application under test needs.
import { spawn } from 'node:child_process'
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { assign, escapeData, fail, input, pause, requireVariable, runCommand, stateFile } from './runner.mjs'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** The time an emulator may take to start, an installation from npm included. Milliseconds. */
const patienceMs = 120_000

/** The command of the emulator: the given one, the project's own, or the package of this version. */
function findCommand() {
  if (input('COMMAND') !== '') return input('COMMAND').split(/\s+/)
  const local = resolve('node_modules/.bin/tve')
  if (existsSync(local)) return [local]
  return ['npx', '--yes', `--package=telnyx-verify-emulator@${version}`, 'tve']
}

/** Ends the step when the command failed, with what to do if it was to come from npm. */
function failOf(command, message) {
  const isFromNpm = command[0] === 'npx'
  const advice = ` The project has no telnyx-verify-emulator installed in ${resolve('.')}, so npm was asked for version ${version}. Install it before this step, or set the input "command".`
  fail(isFromNpm ? message + advice : message)
}

/** Folder for the runs of failed tests, which the plug-ins of test runners write; empty for none. */
const runFolder = input('RUN_FILES') === '' ? '' : resolve(input('RUN_FILES'))

/** A name that no other job has. */
function nameSandbox() {
  const { GITHUB_RUN_ID = '0', GITHUB_RUN_ATTEMPT = '1', GITHUB_JOB = 'job' } = process.env
  const random = Math.random().toString(36).slice(2, 10)
  return `job-${GITHUB_RUN_ID}-${GITHUB_RUN_ATTEMPT}-${GITHUB_JOB.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 40)}-${random}`
}

/** Starts an emulator that outlives this step, and returns its ready line. */
async function startEmulator(command) {
  const output = join(requireVariable('RUNNER_TEMP'), 'telnyx-verify-emulator.log')
  const errors = join(requireVariable('RUNNER_TEMP'), 'telnyx-verify-emulator.errors.log')
  const options = input('OPTIONS').split(/\s+/).filter(Boolean)
  const [program, ...fixed] = command
  const args = [
    ...fixed,
    'start',
    ...(options.includes('--port') ? [] : ['--port', '0']),
    ...(runFolder === '' ? [] : ['--record-runs']),
    '--log-format',
    'json',
    ...options,
  ]
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', openSync(output, 'w'), openSync(errors, 'w')],
    shell: process.platform === 'win32',
  })
  let ended
  child.on('error', (error) => {
    ended = error.message
  })
  child.on('exit', (code) => {
    ended = `it exited with ${code}`
  })
  child.unref()
  for (const began = Date.now(); Date.now() - began < patienceMs; await pause(50)) {
    const line = readFileSync(output, 'utf8')
      .split('\n')
      .slice(0, -1) // the last line may not be whole yet
      .find((line) => line.includes('"event":"ready"'))
    if (line !== undefined) return { ...JSON.parse(line), groupPid: child.pid }
    if (ended !== undefined)
      failOf(command, `The emulator did not start (${ended}): ${readFileSync(errors, 'utf8').trim()}.`)
  }
  fail(`The emulator did not start within ${patienceMs / 1000} seconds: ${readFileSync(errors, 'utf8').trim()}`)
}

/** Waits until an emulator answers. */
function waitUntilHealthy(command, origin) {
  const { code, stdout, stderr } = runCommand(command, ['health', '--url', origin, '--wait', `${patienceMs}ms`])
  if (code !== 0) failOf(command, `No emulator answers at ${origin}: ${(stderr || stdout).trim()}`)
}

const command = findCommand()
const isShared = input('URL') !== ''
const sandbox = input('SANDBOX') || (isShared ? nameSandbox() : 'default')
const token = input('TOKEN')
if (token !== '') console.log(`::add-mask::${escapeData(token)}`)
const ready = isShared ? undefined : await startEmulator(command)
const origin = (isShared ? input('URL') : ready.url).replace(/\/+$/, '').replace(/\/v2$/, '')
waitUntilHealthy(command, origin)

const connection = { TVE_URL: origin, TVE_SANDBOX: sandbox, ...(token !== '' && { TVE_CONTROL_TOKEN: token }) }
const env = runCommand(command, ['env', '--json'], connection)
if (env.code !== 0) fail(`The variables of the application cannot be read: ${env.stderr.trim()}`)
assign('GITHUB_ENV', { ...JSON.parse(env.stdout), ...connection, ...(runFolder && { TVE_RUN_FILES: runFolder }) })
assign('GITHUB_OUTPUT', { url: `${origin}/v2`, sandbox })
writeFileSync(stateFile, JSON.stringify({ command, connection, isShared, pid: ready?.groupPid ?? null }))
console.log(`The emulator answers at ${origin}, and the sandbox of this job is ${sandbox}.`)
