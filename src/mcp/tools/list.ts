import { type ApiDocument, readApiDocument } from '../../documents/api-documents.js'
import { materialNotice } from '../material.js'
import { inlineReferences, type JsonSchema, withDefinitions } from '../schema/json-schema.js'
import { findShape, type OperationShape, schemasOf } from '../schema/operation-shape.js'
import { tools } from './table.js'
import type { Tool } from './tool.js'

/** A tool with what the control document says about it. */
export interface ListedTool {
  readonly name: string
  readonly tool: Tool
  readonly shape: OperationShape | undefined
  readonly inputSchema: {
    readonly type: 'object'
    readonly properties: Readonly<Record<string, JsonSchema>>
    readonly required: string[]
    readonly additionalProperties: false
  }
  readonly outputSchema: { readonly type: 'object'; readonly [keyword: string]: unknown }
}

let listed: Promise<readonly ListedTool[]> | undefined

/** Lists all tools. Their schemas are made from the control document once. */
export function listTools(): Promise<readonly ListedTool[]> {
  listed ??= readApiDocument('control', '').then(({ document }) => tools.map((tool) => describeTool(tool, document)))
  return listed
}

/** Every tool names its sandbox the same way. */
const sandbox: JsonSchema = {
  type: 'string',
  description:
    'Name of the sandbox; leave it out unless the application uses the API key of another one, sandbox_<name>',
}

function describeTool(tool: Tool, document: ApiDocument['document']): ListedTool {
  const { name, operation, omits = [], defaults = {}, own = {}, optional = [], output } = tool
  const schemas = schemasOf(document)
  const shape = operation && findShape(document, operation)
  const fields = Object.entries(shape?.fields ?? {}).filter(([field]) => field !== 'sandbox' && !omits.includes(field))
  const properties: Record<string, JsonSchema> = {}
  for (const [field, { schema }] of fields) {
    const whole = inlineReferences(schema, schemas)
    properties[field] = field in defaults ? { ...whole, default: defaults[field] } : whole
  }
  const required = fields
    .filter(([field, { isRequired }]) => isRequired && !optional.includes(field))
    .map(([field]) => field)
  const answer = output?.(document) ?? shape?.answer ?? { type: 'object' }
  return {
    name,
    tool,
    shape,
    inputSchema: {
      type: 'object',
      properties: { ...properties, ...own, sandbox },
      required,
      additionalProperties: false,
    },
    outputSchema: { type: 'object', ...withDefinitions(withNotice(answer), schemas) },
  }
}

/** Adds the notice about what others wrote, and what was left out. */
function withNotice(schema: JsonSchema): JsonSchema {
  const { properties = {}, required = [] } = schema as { properties?: object; required?: readonly string[] }
  return {
    ...schema,
    properties: {
      notice: { type: 'string', const: materialNotice, description: 'How to read this result' },
      omitted: { type: 'string', description: 'What was left out to keep the result short' },
      ...properties,
    },
    required: ['notice', ...required],
  }
}
