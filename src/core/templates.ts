import { refuse, throwNotFound } from './errors.js'
import type { Template } from './records.js'
import type { World } from './world.js'

/** The vendor's own templates, with published IDs and texts; they come first in every list (T1). */
const builtInTemplates: readonly Template[] = [
  { id: '0abb5b4f-459f-445a-bfcd-488998b7572d', text: 'Your {{app_name}} verification code is: {{code}}.' },
  { id: '2ca3f1da-5621-4aa6-ae56-df21caff79e0', text: '{{code}} is your verification code for {{app_name}}.' },
  {
    id: '33dfb056-6c1b-40bd-920e-4243e01248a5',
    text: 'Your {{app_name}} verification code is: {{code}}. Do not share this code with anyone; our employees will never ask for the code.',
  },
  {
    id: '46acd63c-be57-4993-ae8d-0e4067ad1d57',
    text: 'Your {{app_name}} verification code is: {{code}}. This code will expire in {{default_verification_timeout_secs}} minutes.',
  },
  {
    id: '723ead5e-ada6-4c29-a962-349170866187',
    text: '{{code}} is your verification code for {{app_name}}. This code will expire in {{default_verification_timeout_secs}} minutes.',
  },
  {
    id: '88d0781f-f4c7-4b78-8d0a-1f3e4de78b5e',
    text: 'Your {{app_name}} verification code is: {{code}}. This code will expire in {{default_verification_timeout_secs}} minutes. Do not share this code with anyone; our employees will never ask for the code.',
  },
]

const builtInById = new Map(builtInTemplates.map((template) => [template.id, template]))

export function findTemplate(world: World, id: string): Template | undefined {
  return builtInById.get(id) ?? world.state.templates.get(id)
}

/** Built-in templates, then custom ones in order of creation (T1). */
export function listTemplates(world: World): Template[] {
  return [...builtInTemplates, ...world.state.templates.values()]
}

/** @throws {Refusal} 400, 10015 if the text has no `{{code}}` (T4) */
export function createTemplate(world: World, text: string): Template {
  requireCodeVariable(text)
  const template = { id: world.random.uuid(), text }
  world.state.templates.set(template.id, template)
  world.recordChange({ table: 'templates', record: template })
  return template
}

/**
 * Changes a custom template for every profile that uses it (T2).
 *
 * @throws {Refusal} 404, 10005 for a built-in or unknown one; 400, 10015 if the text has no `{{code}}` (T4)
 */
export function updateTemplate(world: World, id: string, text: string): Template {
  const template = world.state.templates.get(id)
  if (template === undefined) {
    throwNotFound(
      'T4',
      builtInById.has(id)
        ? 'built-in templates cannot be changed; create a custom one'
        : `this sandbox has no template ${id}`,
    )
  }
  requireCodeVariable(text)
  template.text = text
  world.recordChange({ table: 'templates', record: template })
  return template
}

function requireCodeVariable(text: string): void {
  if (text.includes('{{code}}')) return
  const misspelled = /\{\{?\s*\$?code\s*\}\}?|\$code\b|<code>|%code%/i.exec(text)?.[0]
  refuse('10015', {
    rule: 'T4',
    source: { pointer: '/text' },
    hint:
      misspelled === undefined
        ? 'the template text must contain {{code}}; add it where the code should appear'
        : `the template text must contain {{code}}, exactly so; you wrote ${misspelled}`,
  })
}

export interface TemplateValues {
  readonly code: string
  readonly appName: string
  readonly timeoutSecs: number
}

/** The parts of templates: texts and, between them, names of variables. There are few, so each is read once. */
const partsOfTemplates = new Map<string, readonly string[]>()
const mostKept = 100

let latestTemplate = ''
let latestParts: readonly string[] = ['']

function partsOf(template: string): readonly string[] {
  if (template === latestTemplate) return latestParts
  let parts = partsOfTemplates.get(template)
  if (parts === undefined) {
    parts = template.split(/\{\{(code|app_name|default_verification_timeout_secs)\}\}/)
    if (partsOfTemplates.size >= mostKept) partsOfTemplates.clear()
    partsOfTemplates.set(template, parts)
  }
  latestTemplate = template
  latestParts = parts
  return parts
}

/**
 * Renders a template. The timeout is followed by the word "minutes" in the texts, so it is rendered in minutes, rounded
 * up; unknown variables are kept as they are (T3).
 */
export function renderTemplate(template: string, { code, appName, timeoutSecs }: TemplateValues): string {
  const parts = partsOf(template)
  let text = parts[0] as string
  for (let index = 1; index < parts.length; index += 2) {
    const variable = parts[index]
    const value = variable === 'code' ? code : variable === 'app_name' ? appName : Math.ceil(timeoutSecs / 60)
    text += `${value}${parts[index + 1]}`
  }
  return text
}
