import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../tools/documents.js'
import { packPackage } from './package.js'

/** A project to install: an example or files of its own, and the versions that it needs. */
export interface ProjectPlan {
  /** Name of the example that is copied. */
  readonly example?: string
  /** Contents by path. */
  readonly files?: Readonly<Record<string, string>>
  /** Exact versions by package; they replace those of the example. */
  readonly versions?: Readonly<Record<string, string>>
}

export interface RunOutput {
  /** Whether the command succeeded. */
  readonly passed: boolean
  /** Of both streams, without colors. */
  readonly output: string
}

export interface InstalledProject {
  readonly folder: string
  /** Runs a command of the project or of the system, killed after two minutes; `env` extends PATH and HOME. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunOutput>
}

export interface InstalledProjects<Name extends string> {
  readonly projects: Readonly<Record<Name, InstalledProject>>
  remove(): void
}

/** Installs projects side by side with one `npm install`, each with the packed package as an installation has it. */
export async function installProjects<Name extends string>(
  plans: Readonly<Record<Name, ProjectPlan>>,
): Promise<InstalledProjects<Name>> {
  const packed = await packPackage()
  const folder = mkdtempSync(join(tmpdir(), 'tve-projects-'))
  const names = Object.keys(plans) as Name[]
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, workspaces: names }))
  for (const name of names) writeProject(join(folder, name), name, plans[name])
  const { PATH = '', HOME = '' } = process.env
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder })
  for (const name of names) packed.copyTo(join(folder, name))
  packed.remove()
  const open = (name: Name): InstalledProject => {
    const cwd = join(folder, name)
    const binaries = [join(cwd, 'node_modules/.bin'), join(folder, 'node_modules/.bin'), PATH].join(':')
    return {
      folder: cwd,
      run: (command, args, env = {}) =>
        promisify(execFile)(command, [...args], {
          cwd,
          env: { PATH: binaries, HOME, NO_COLOR: '1', CI: 'true', ...env },
          timeout: 120_000,
        }).then(
          ({ stdout, stderr }) => ({ passed: true, output: stdout + stderr }),
          ({ stdout, stderr, message }) => ({ passed: false, output: stdout || stderr ? stdout + stderr : message }),
        ),
    }
  }
  const projects = Object.fromEntries(names.map((name) => [name, open(name)])) as Record<Name, InstalledProject>
  return { projects, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function writeProject(folder: string, name: string, { example, files = {}, versions = {} }: ProjectPlan): void {
  mkdirSync(folder, { recursive: true })
  const source = example && join(root, 'examples', example)
  if (source) cpSync(source, folder, { recursive: true, filter: (path) => !path.includes('node_modules') })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
  const manifest = source ? JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) : { type: 'module' }
  const dependencies = { ...manifest.dependencies, ...manifest.devDependencies, ...versions }
  delete dependencies['telnyx-verify-emulator']
  delete manifest.devDependencies
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, name, dependencies }))
}

/** Breaks the application of an example, and returns what repairs it: every code is taken for the right one. */
export function breakLogin(file: string): () => void {
  const text = readFileSync(file, 'utf8')
  const broken = text.replace("data.response_code === 'accepted'", 'true')
  if (broken === text) throw new Error(`${file} has no line to break.`)
  writeFileSync(file, broken)
  return () => writeFileSync(file, text)
}
