/**
 * Packs the built package and checks it as a user's tools see it: its size, its manifest (publint), and the types of each
 * entry point for each way of resolving modules (Are the types wrong?). Exits 1 if anything is wrong.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { root } from './documents.js'
import { entries } from './entries.js'
import { judgeSize, type PackedSize } from './package-size.js'

const folder = mkdtempSync(join(tmpdir(), 'tve-package-check-'))
const problems: string[] = []
try {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
    }),
  ) as [PackedSize & { filename: string }]
  const { text, excess } = judgeSize(packed)
  console.log(text)
  problems.push(...excess)
  const tarball = join(folder, packed.filename)
  problems.push(...(await lint(tarball)), ...checkTypes(tarball))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
else console.log('The packed manifest and the types of all entry points are right.')

async function lint(tarball: string): Promise<string[]> {
  const bytes = readFileSync(tarball)
  const content = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const { messages, pkg } = await publint({ pack: { tarball: content as ArrayBuffer }, strict: true })
  return messages.map((message) => `publint: ${formatMessage(message, pkg)}`)
}

/** Runs the checks of types once for the entry points with both conditions, and once for those with `import` only. */
function checkTypes(tarball: string): string[] {
  const esmOnly = entries.filter(({ hasCommonJs }) => !hasCommonJs).map(({ name }) => name)
  return [
    ...runTypeCheck([tarball, '--exclude-entrypoints', ...esmOnly]),
    // These entry points have no CommonJS form, so the rule about it says what is intended.
    ...runTypeCheck([tarball, '--entrypoints', ...esmOnly, '--ignore-rules', 'cjs-resolves-to-esm']),
  ]
}

function runTypeCheck(args: readonly string[]): string[] {
  try {
    execFileSync(join(root, 'node_modules/.bin/attw'), [...args, '--no-color', '--no-emoji'], { encoding: 'utf8' })
    return []
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    return [`${stdout}${stderr}`.trim()]
  }
}
