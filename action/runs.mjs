// Finds the runs of failed tests, lists them in the summary of the job with the commands that replay them, and names their
// folder for the upload.
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { escapeCell } from './findings.mjs'
import { annotate, assign, requireVariable } from './runner.mjs'

/** The most runs that the summary lists. */
const most = 50

/** The folder is that of the first half of the action, or the one that the job names. */
const folder = process.env.TVE_RUN_FILES ?? ''
const names =
  folder !== '' && existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.run.json')) : []

/** What a run file says about its test. */
function readTest(name) {
  try {
    const { test, test_command: command } = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    return { name, test: String(test ?? name), command: command === undefined ? undefined : String(command) }
  } catch (error) {
    annotate('warning', 'Telnyx Verify emulator', `${name} is not a run (${error.message}).`)
    return { name, test: name, command: undefined }
  }
}

/** A block that nothing in a command can end. */
function toBlock(text) {
  const fence = '`'.repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map(({ length }) => length + 1)))
  return `${fence}sh\n${text}\n${fence}`
}

if (names.length > 0) {
  const artifact = requireVariable('ARTIFACT_NAME')
  const shown = names.sort().slice(0, most).map(readTest)
  const rows = shown.map(({ name, test }) => `| ${escapeCell(test)} | ${escapeCell(name)} |`)
  const more = names.length > most ? `\n${names.length - most} more are in the artifact.\n` : ''
  const commands = shown.map(({ name, command }) => `npx tve replay tve-runs/${name}${command ? ` -- ${command}` : ''}`)
  const download = `gh run download ${process.env.GITHUB_RUN_ID ?? ''} --name ${artifact} --dir tve-runs`
  const title = `### 🔁 Runs of failed tests\n\nThe artifact \`${artifact}\` has them. To see the same failure on your machine:\n`
  const table = `| test | file |\n|---|---|\n${rows.join('\n')}\n`
  const summary = `${title}\n${toBlock([download, ...commands].join('\n'))}\n\n${table}${more}\n`
  appendFileSync(requireVariable('GITHUB_STEP_SUMMARY'), summary)
  assign('GITHUB_OUTPUT', { folder })
}
console.log(`${names.length} runs of failed tests${folder === '' ? '' : ` in ${folder}`}.`)
