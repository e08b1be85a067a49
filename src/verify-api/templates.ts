import type { Template } from '../core/records.js'
import { createTemplate, listTemplates, updateTemplate } from '../core/templates.js'
import type { HandlerTable } from './operation.js'

const toTemplate = ({ id, text }: Template) => ({ id, text })

export const templates: HandlerTable<
  'ListProfileMessageTemplates' | 'CreateMessageTemplate' | 'UpdateMessageTemplate'
> = {
  ListProfileMessageTemplates: (world) => ({ body: { data: listTemplates(world).map(toTemplate) } }),
  CreateMessageTemplate: (world, { body }) => ({ body: { data: toTemplate(createTemplate(world, body.text)) } }),
  UpdateMessageTemplate: (world, { path, body }) => ({
    body: { data: toTemplate(updateTemplate(world, path.template_id, body.text)) },
  }),
}
