import type { OpenAPIV3_1 } from 'openapi-types'
import { type Document, operationsOf, resolve } from './documents.js'

type Schema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject

/** The fields of a JSON object, each with the fields inside it; a field that is not an object has none. */
interface Fields {
  [name: string]: Fields
}

/** The fields that the body of each operation can have, so that the emulator can name the ones it ignores (H11). */
export function requestFieldsSource(document: Document): string {
  const rows = operationsOf(document).flatMap(({ id, operation }) => {
    if (operation.requestBody === undefined) return []
    const { content } = resolve<OpenAPIV3_1.RequestBodyObject>(document, operation.requestBody)
    const schema = content['application/json']?.schema
    return schema === undefined ? [] : [`  ${id}: ${JSON.stringify(fieldsOf(document, schema))},`]
  })
  return `/** The fields of a JSON object, each with the fields inside it. */
export interface Fields {
  readonly [name: string]: Fields
}

/** Operation ID → the fields of its body. */
export const requestFields: Readonly<Record<string, Fields>> = {
${rows.join('\n')}
}
`
}

function fieldsOf(document: Document, schema: Schema): Fields {
  const { properties = {}, allOf = [], oneOf = [], anyOf = [] } = resolve<OpenAPIV3_1.SchemaObject>(document, schema)
  const fields: Fields = {}
  for (const part of [...allOf, ...oneOf, ...anyOf]) Object.assign(fields, fieldsOf(document, part))
  for (const [name, member] of Object.entries(properties)) fields[name] = fieldsOf(document, member)
  return fields
}
