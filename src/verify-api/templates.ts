import type { Template } from '../core/records.js'
import { hintSegments } from '../core/segments.js'
import { createTemplate, listTemplates, renderTemplate, updateTemplate } from '../core/templates.js'
import type { HandlerTable } from './operation.js'

const toTemplate = ({ id, text }: Template) => ({ id, text })

/** The body of an answer, with a hint about a text that takes more than one segment however short its values (X2). */
function answer(template: Template, hints: string[]) {
  const shortest = renderTemplate(template.text, { code: '0000', appName: '', timeoutSecs: 60 })
  hintSegments(shortest, hints, 'with a code of four digits and no app name the text')
  return { body: { data: toTemplate(template) } }
}

export const templates: HandlerTable<
  'ListProfileMessageTemplates' | 'CreateMessageTemplate' | 'UpdateMessageTemplate'
> = {
  ListProfileMessageTemplates: (world) => ({ body: { data: listTemplates(world).map(toTemplate) } }),
  CreateMessageTemplate: (world, { body }, { hints }) => answer(createTemplate(world, body.text), hints),
  UpdateMessageTemplate: (world, { path, body }, { hints }) =>
    answer(updateTemplate(world, path.template_id, body.text), hints),
}
