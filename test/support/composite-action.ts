import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../../tools/documents.js'

interface Step {
  readonly if?: string
  readonly id?: string
  /** A step runs either a script or another action. */
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly 'continue-on-error'?: boolean
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
  /** Other actions that it used, which are not run. */
  readonly used: readonly { readonly action: string; readonly with: Readonly<Record<string, string>> }[]
}

/** What the expressions of a step refer to. */
type Values = Readonly<Record<string, string>>

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
      const values: Record<string, string> = {
        ...Object.fromEntries(
          Object.entries(inputs).map(([name, one]) => [`inputs.${name}`, given[name] ?? one.default]),
        ),
        'github.action_path': root.replace(/\/$/, ''),
        'github.job': variables.GITHUB_JOB ?? 'job',
        'strategy.job-index': '0',
      }
      const used: StepResult['used'][number][] = []
      let code: number | null = 0
      let output = ''
      const outputs: Record<string, string> = {}
      for (const step of runs.steps) {
        if (!isMet(step.if, values)) continue
        if (step.uses !== undefined) {
          used.push({ action: step.uses, with: replaceAll(step.with ?? {}, values) })
          continue
        }
        writeFileSync(file('output'), '')
        const result = await runStep(step, values, {
          ...variables,
          GITHUB_ENV: file('env'),
          GITHUB_OUTPUT: file('output'),
          GITHUB_STEP_SUMMARY: file('summary'),
          RUNNER_TEMP: folder,
        })
        for (const [name, value] of Object.entries(readAssignments(file('output')))) {
          outputs[name] = value
          values[`steps.${step.id}.outputs.${name}`] = value
        }
        code = result.code
        output += result.output
        if (code !== 0) break
      }
      Object.assign(variables, readAssignments(file('env')))
      return { code, output, outputs, used }
    },
  }
}

function isMet(condition: string | undefined, values: Values): boolean {
  if (condition === undefined) return true
  return condition.split(' && ').every((part) => {
    const [, name = '', operator, value] = /^((?:inputs|steps)\.[\w.-]+) (==|!=) '([^']*)'$/.exec(part) ?? []
    if (operator === undefined) throw new Error(`unknown condition: ${part}`)
    return ((values[name] ?? '') === value) === (operator === '==')
  })
}

/** The output of a step that did not run, or did not set it, is empty. */
function evaluate(expression: string, values: Values): string {
  const [first = '', otherwise] = expression.split(' || ')
  const value = values[first] ?? (first.startsWith('steps.') ? '' : undefined)
  if (value === undefined) throw new Error(`unknown expression: ${expression}`)
  if (value !== '' || otherwise === undefined) return value
  const [, text = '', names = ''] = /^format\('([^']*)', (.+)\)$/.exec(otherwise) ?? []
  return names.split(', ').reduce((done, name, index) => done.replace(`{${index}}`, evaluate(name, values)), text)
}

const replaceExpressions = (text: string, values: Values): string =>
  text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, expression: string) => evaluate(expression, values))

const replaceAll = (texts: Readonly<Record<string, unknown>>, values: Values): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, replaceExpressions(String(text), values)]))

async function runStep(step: Step, values: Values, env: Record<string, string>) {
  const child = spawn(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', replaceExpressions(step.run ?? '', values)],
    {
      cwd: join(root, replaceExpressions(step['working-directory'] ?? '.', values)),
      env: { ...env, ...replaceAll(step.env ?? {}, values) },
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
