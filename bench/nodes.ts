import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { OptionError, toNpmReason } from './failures.js'

/** A version of Node that servers run on. */
export interface BenchNode {
  /** The major version, such as `20`. */
  readonly major: string
  /** The whole version, such as `v20.20.2`. */
  readonly version: string
  /** The path of the program. */
  readonly path: string
}

/** A version of Node that could not be had. */
export interface MissingNode {
  readonly major: string
  readonly reason: string
}

/** The versions of a run without `--node`. */
const defaultMajors = ['20', '22', '24'] as const

/** The Node that runs this program. */
export const currentNode: BenchNode = {
  major: majorOf(process.version),
  version: process.version,
  path: process.execPath,
}

/**
 * Reads the value of `--node`: major versions with commas between, or `current` for the Node that runs the bench.
 *
 * @throws {OptionError} for anything else
 */
export function parseNodeChoice(text: string | undefined, current = currentNode.major): string[] {
  if (text === undefined) return [...defaultMajors]
  const majors = text.split(',').map((part) => {
    const major = part.trim()
    if (major === 'current') return current
    if (/^[1-9]\d$/.test(major)) return major
    throw new OptionError(`Invalid --node "${text}". Name major versions, such as --node 20,24, or --node current.`)
  })
  return [...new Set(majors)]
}

/** Finds the program of each version, one after the other. A version that cannot be had is returned with the reason. */
export async function findNodes(
  majors: readonly string[],
  find: (major: string) => Promise<BenchNode> = findNode,
): Promise<{ readonly nodes: readonly BenchNode[]; readonly missing: readonly MissingNode[] }> {
  const nodes: BenchNode[] = []
  const missing: MissingNode[] = []
  for (const major of majors) {
    try {
      const node = await find(major)
      if (majorOf(node.version) !== major) throw new Error(`found ${node.version} in its place`)
      nodes.push(node)
    } catch (error) {
      missing.push({ major, reason: toNpmReason(error) })
    }
  }
  return { nodes, missing }
}

/** The current Node if it is of this version, otherwise the npm package `node`, installed by npx. */
async function findNode(major: string): Promise<BenchNode> {
  if (major === currentNode.major) return currentNode
  const script = 'process.stdout.write(JSON.stringify({ version: process.version, path: process.execPath }))'
  const args = ['--yes', '--package', `node@${major}`, '--', 'node', '-e', script]
  // Another folder, because npx prefers programs of the project that it is called in.
  const { stdout } = await promisify(execFile)('npx', args, { cwd: tmpdir(), timeout: 120_000 })
  return { major, ...(JSON.parse(stdout) as { version: string; path: string }) }
}

function majorOf(version: string): string {
  return version.replace(/^v(\d+)\..*/, '$1')
}
