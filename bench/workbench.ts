import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type BenchNode, currentNode } from './nodes.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const programs = [
  'bare-node',
  'bare-hono',
  'listen',
  'cold-import',
  'load',
  'loop-monitor',
  'answer-monitor',
  'core-growth',
  'in-process',
  'heap',
  'receiver',
  'redaction',
  'usage-monitor',
  'webhooks',
] as const
type Program = (typeof programs)[number]

/** The environment of every process, without certificates, which slow a start by up to 37 ms, and without our settings. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const unwanted =
    /^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|NODE_OPTIONS|NODE_V8_COVERAGE|NODE_COMPILE_CACHE|PORT|TVE_.*)$/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)))
}

/** A temporary folder with everything that is measured, and the started processes. Disposing removes both. */
export class Workbench implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'tve-bench-'))
  readonly #children = new Set<ChildProcess>()
  readonly #env = cleanEnvironment()
  #folders = 0
  /** The Node that programs are started with; it changes between two measures, never within one. */
  node: BenchNode = currentNode

  constructor() {
    // Ends the children with this process.
    process.once('exit', () => this[Symbol.dispose]())
  }

  /** Bundles the programs like the command, and copies `dist`, so that a concurrent build does not affect the run. */
  async furnish(): Promise<void> {
    writeFileSync(join(this.folder, 'package.json'), '{"type": "module"}')
    cpSync(`${root}dist`, join(this.folder, 'dist'), { recursive: true, filter: (path) => basename(path) !== 'types' })
    await build({
      absWorkingDir: root,
      entryPoints: programs.map((program) => `bench/programs/${program}.ts`),
      outdir: this.folder,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      target: 'node20.19',
      format: 'cjs',
      minify: true,
      logLevel: 'warning',
    })
  }

  program(name: Program): string {
    return join(this.folder, `${name}.cjs`)
  }

  /** The path of our command. */
  get command(): string {
    return join(this.folder, 'dist/cli.cjs')
  }

  get library(): string {
    return join(this.folder, 'dist/index.js')
  }

  /** The library for `require`. */
  get commonJsLibrary(): string {
    return join(this.folder, 'dist/index.cjs')
  }

  /** Creates an empty folder. */
  newFolder(): string {
    return mkdtempSync(join(this.folder, `data-${++this.#folders}-`))
  }

  /** Starts Node with these arguments. Its stdout is a pipe; with `ipc` it can receive messages. */
  start(args: readonly string[], { ipc = false } = {}): ChildProcess {
    const stdio: ('ignore' | 'pipe' | 'inherit' | 'ipc')[] = ['ignore', 'pipe', 'inherit']
    if (ipc) stdio.push('ipc')
    return this.#keep(spawn(this.node.path, args, { cwd: this.folder, env: this.#env, stdio }))
  }

  /** Starts another program, whose output is discarded. */
  startProgram(program: string, args: readonly string[], cwd: string): ChildProcess {
    const child = spawn(program, args, { cwd, env: this.#env, stdio: 'ignore' })
    // The caller sees that there is no process.
    child.on('error', () => {})
    return this.#keep(child)
  }

  #keep(child: ChildProcess): ChildProcess {
    this.#children.add(child)
    child.once('exit', () => this.#children.delete(child))
    return child
  }

  /** Runs a program until it exits. @returns the JSON that it printed */
  run<Result>(args: readonly string[]): Promise<Result> {
    const child = this.start(args)
    return new Promise((resolve, reject) => {
      let text = ''
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      child.once('error', reject)
      child.once('close', (code) => {
        if (code === 0) resolve(JSON.parse(text) as Result)
        else reject(new Error(`${args.map((arg) => basename(arg)).join(' ')} ended with ${code}`))
      })
    })
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
