import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../../tools/documents.js'

interface Step {
  readonly if?: string
  readonly run: string
  readonly env?: Readonly<Record<string, string>>
  readonly 'working-directory'?: string
}

export interface ActionDocument {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

export const readAction = (): ActionDocument => parse(readFileSync(join(root, 'action.yml'), 'utf8'))

/** What a job hands from step to step, as a runner does it. */
export interface Job {
  /** The environment of all further steps, to which GITHUB_ENV adds. */
  readonly env: Record<string, string>
  /** Runs the action's steps in bash. */
  readonly use: (inputs?: Record<string, string>) => Promise<StepResult>
  readonly summary: () => string
}

export interface StepResult {
  readonly code: number | null
  readonly output: string
  readonly outputs: Readonly<Record<string, string>>
}

/** Plays a runner of GitHub Actions in a folder. It knows the expressions that action.yml uses, and refuses others. */
export function useJob(folder: string, env: Record<string, string> = {}): Job {
  const { PATH = '', HOME = '' } = process.env
  const file = (name: string) => join(folder, name)
  const variables: Record<string, string> = { PATH, HOME, ...env }
  for (const name of ['env', 'summary']) writeFileSync(file(name), '')
  return {
    env: variables,
    summary: () => readFileSync(file('summary'), 'utf8'),
    use: async (given = {}) => {
      const { inputs, runs } = readAction()
      const values = Object.fromEntries(Object.entries(inputs).map(([name, one]) => [name, given[name] ?? one.default]))
      let code: number | null = 0
      let output = ''
      writeFileSync(file('output'), '')
      for (const step of runs.steps) {
        if (!isMet(step.if, values)) continue
        const result = await runStep(step, values, {
          ...variables,
          GITHUB_ENV: file('env'),
          GITHUB_OUTPUT: file('output'),
          GITHUB_STEP_SUMMARY: file('summary'),
          RUNNER_TEMP: folder,
        })
        code = result.code
        output += result.output
        if (code !== 0) break
      }
      Object.assign(variables, readAssignments(file('env')))
      return { code, output, outputs: readAssignments(file('output')) }
    },
  }
}

function isMet(condition: string | undefined, inputs: Readonly<Record<string, string>>): boolean {
  if (condition === undefined) return true
  return condition.split(' && ').every((part) => {
    const [, name = '', operator, value] = /^inputs\.([\w-]+) (==|!=) '([^']*)'$/.exec(part) ?? []
    if (operator === undefined) throw new Error(`unknown condition: ${part}`)
    return (inputs[name] === value) === (operator === '==')
  })
}

function replaceExpressions(text: string, inputs: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, expression: string) => {
    if (expression === 'github.action_path') return root.replace(/\/$/, '')
    const value = inputs[/^inputs\.([\w-]+)$/.exec(expression)?.[1] ?? '']
    if (value === undefined) throw new Error(`unknown expression: ${expression}`)
    return value
  })
}

async function runStep(step: Step, inputs: Readonly<Record<string, string>>, env: Record<string, string>) {
  const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, replaceExpressions(value, inputs)])
  const child = spawn(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', replaceExpressions(step.run, inputs)],
    {
      cwd: join(root, replaceExpressions(step['working-directory'] ?? '.', inputs)),
      env: { ...env, ...Object.fromEntries(own) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

function readAssignments(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}
