import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { root } from './documents.js'

/** One rule of how the real service behaves, as `fixtures/rules.yaml` has it. */
export interface Rule {
  id: string
  statement: string
  evidence: string[]
  source?: string
  /** The public sources that disagree; present exactly if `evidence` has the mark `contested`. */
  contested_by?: string
  dialect?: string
}

export function readRules(): Rule[] {
  return parse(readFileSync(`${root}fixtures/rules.yaml`, 'utf8')) as Rule[]
}

/** The rules as a module, so that the emulator needs no YAML to tell them. */
export function ruleSources(): Record<string, string> {
  return {
    'rules.js': `export const rules = ${JSON.stringify(readRules(), null, 1)}\n`,
    'rules.d.ts': `export declare const rules: {
  id: string
  statement: string
  evidence: ('spec' | 'docs' | 'observed' | 'assumed' | 'ours' | 'contested')[]
  source?: string
  contested_by?: string
  dialect?: string
}[]
`,
  }
}
