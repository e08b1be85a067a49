import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../tools/documents.js'
import { findChromium } from './chromium.js'
import type { PackedPackage } from './package.js'

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds. */
  readonly timeout?: number
}

/** Copies an example into a separate project, with the packed package and what else it depends on. */
export function useExample(packed: PackedPackage, name: string) {
  const files = join(root, 'examples', name)
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(files, 'package.json'), 'utf8')) as Manifest
  const packages = Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => name !== 'telnyx-verify-emulator',
  )
  const project = packed.useProject(packages, files)
  const { PATH = '', HOME = '' } = process.env
  const chromium = findChromium()
  const usual = {
    PATH: `${join(root, 'node_modules/.bin')}:${PATH}`,
    HOME,
    ...(chromium && { CHROMIUM_PATH: chromium }),
  }
  return {
    project,
    /** Runs a command in the project. @throws {Error} with its output if it fails */
    run: (command: string, args: readonly string[], { env = {}, timeout = 170_000 }: RunOptions = {}) =>
      promisify(execFile)(command, args, { cwd: project, env: { ...usual, ...env }, timeout }).catch(
        ({ message, stdout, stderr }: Error & { stdout: string; stderr: string }) => {
          throw new Error([message, stdout, stderr].join('\n'))
        },
      ),
  }
}
