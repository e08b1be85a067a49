// The second half of the action: writes what the tests have reached, and what the audits have found, to the summary of the
// job, as annotations and as JUnit, and stops the emulator that the first half has started.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { isBad, toJunit, toMarkdown, toSuite } from './findings.mjs'
import { annotate, fail, input, pause, requireVariable, runCommand, stateFile } from './runner.mjs'

if (!existsSync(stateFile)) fail('No emulator was started in this job. Add a step with `mode: start` before this one.')
const { command, connection, isShared, pid } = JSON.parse(readFileSync(stateFile, 'utf8'))
const required = input('REQUIRE_OUTCOMES')
  .split(',')
  .map((name) => name.trim())
  .filter(Boolean)
// A shared emulator counts other jobs, too.
const scope = isShared ? ['--sandbox-prefix', connection.TVE_SANDBOX] : []

function askCoverage(args) {
  const { code, stdout, stderr } = runCommand(command, ['coverage', ...scope, ...args], connection)
  if (code !== 0 && code !== 1) fail(`Coverage cannot be read: ${stderr.trim()}`)
  return stdout
}

/** The outcomes that were asked for, as a suite. */
function toCoverageSuite({ requests, unreached }) {
  const cases = required.map((name) => ({
    name,
    state: unreached.includes(name) ? 'failed' : 'passed',
    message: `The tests never reached "${name}".`,
  }))
  const reached = required.length - unreached.length
  const verdict = `${requests === 1 ? '1 request' : `${requests} requests`}${required.length > 0 ? `, ${reached} of ${required.length} required outcomes reached` : ''}`
  return { title: 'Coverage of Telnyx Verify', verdict, cases }
}

function readReport(path) {
  try {
    return toSuite(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    const message = `${path} is not a JSON report of an audit (${error.message}). Write it with --report json=${path}.`
    return { title: path, verdict: 'could not be read', cases: [{ name: path, state: 'error', message }] }
  }
}

/** The time an emulator may take to end. Milliseconds. */
const patienceMs = 30_000

/** Waits until nothing listens at an address any more, so that the next step finds its port free. */
async function waitUntilClosed({ hostname, port, protocol }) {
  const address = { host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) }
  const isOpen = () =>
    new Promise((resolve) => {
      const socket = connect(address)
      const end = (result) => {
        socket.destroy()
        resolve(result)
      }
      socket.on('connect', () => end(true)).on('error', () => end(false))
    })
  for (const began = Date.now(); (await isOpen()) && Date.now() - began < patienceMs; ) await pause(50)
}

const coverage = JSON.parse(
  askCoverage(['--json', ...(required.length > 0 ? ['--require-outcomes', required.join(',')] : [])]),
)
const reports = input('REPORTS')
  .split('\n')
  .map((path) => path.trim())
  .filter(Boolean)
const suites = [toCoverageSuite(coverage), ...reports.map(readReport)]

const details = askCoverage([]).trimEnd()
/** Four spaces in front make a block of code that nothing in it can end. */
const indent = (code) =>
  code
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
const summary = `${toMarkdown(suites)}\n<details><summary>Coverage</summary>\n\n${indent(details)}\n\n</details>\n`
appendFileSync(requireVariable('GITHUB_STEP_SUMMARY'), summary)
writeFileSync(input('JUNIT'), toJunit(suites))
const bad = suites.flatMap(({ title, file, cases }) => cases.filter(isBad).map((one) => ({ ...one, title, file })))
const isStrict = input('FAIL') !== 'false'
for (const { title, name, message, file } of bad)
  annotate(isStrict ? 'error' : 'warning', `${title}: ${name}`, message, file)

if (pid !== null) {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM') // the group, because npx is its leader
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
  await waitUntilClosed(new URL(connection.TVE_URL))
}
if (isStrict && bad.length > 0) process.exitCode = 1
