/** Prints the schemas of an OpenAPI document as TypeScript types, with their descriptions as comments. */
import type { OpenAPIV3_1 } from 'openapi-types'

export type Schema = OpenAPIV3_1.SchemaObject
export type Reference = OpenAPIV3_1.ReferenceObject

/** The TypeScript names of schemas and properties. */
export interface TypeStyle {
  readonly typeName: (schema: string) => string
  readonly propertyName: (name: string) => string
  /** The schema to inline in place of a reference to a name. */
  readonly inlined?: (schema: string) => Schema | undefined
}

export const isReference = (schema: Schema | Reference): schema is Reference => '$ref' in schema

/** The name of the schema that a reference points to. */
export const nameOf = ({ $ref }: Reference): string => $ref.slice($ref.lastIndexOf('/') + 1)

/** Prints a schema as an exported type. */
export function declarationOf(name: string, schema: Schema, style: TypeStyle): string {
  const comment = commentOf(schema, '')
  const head = schema.properties ? `interface ${style.typeName(name)} ` : `type ${style.typeName(name)} = `
  return `${comment}export ${head}${typeOf(schema, '', style)}\n`
}

function typeOf(schema: Schema | Reference, indent: string, style: TypeStyle): string {
  if (isReference(schema)) {
    const inlined = style.inlined?.(nameOf(schema))
    return inlined === undefined ? style.typeName(nameOf(schema)) : typeOf(inlined, indent, style)
  }
  const { allOf } = schema
  if (allOf) return allOf.map((part) => typeOf(part, indent, style)).join(' & ')
  if (schema.oneOf) return schema.oneOf.map((option) => typeOf(option, indent, style)).join(' | ')
  if ('const' in schema) return literal(schema.const)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  if (schema.properties) return membersOf(schema, indent, style)
  const types = schema.type === undefined ? [] : [schema.type].flat()
  return types.length === 0 ? 'unknown' : types.map((type) => plainTypeOf(schema, type, indent, style)).join(' | ')
}

function plainTypeOf(schema: Schema, type: string, indent: string, style: TypeStyle): string {
  if (type === 'integer') return 'number'
  if (type === 'object') return mapOf(schema, indent, style)
  if (type !== 'array') return type
  const items = typeOf((schema as { items: Schema | Reference }).items, indent, style)
  if (schema.minItems === 2 && schema.maxItems === 2) return `[${items}, ${items}]`
  return /[ {]/.test(items) ? `(${items})[]` : `${items}[]`
}

function mapOf({ additionalProperties }: Schema, indent: string, style: TypeStyle): string {
  const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties, indent, style) : 'unknown'
  return `Record<string, ${values}>`
}

function membersOf(
  { properties = {}, required = [], additionalProperties }: Schema,
  indent: string,
  style: TypeStyle,
): string {
  const inner = `${indent}  `
  const lines = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?'
    const comment = commentOf(isReference(schema) ? { ...style.inlined?.(nameOf(schema)), ...schema } : schema, inner)
    return `${comment}${inner}${style.propertyName(name)}${mark}: ${typeOf(schema, inner, style)}\n`
  })
  const others = additionalProperties === true ? `${inner}[name: string]: unknown\n` : ''
  return `{\n${lines.join('')}${others}${indent}}`
}

/** Formats a literal with single quotes, as in the sources. */
const literal = (value: unknown) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value))

function commentOf(schema: Schema | Reference, indent: string): string {
  const { description, example, default: byDefault } = schema as Schema
  const isShown = (value: unknown) => value !== undefined && typeof value !== 'object'
  const lines = [
    ...(description ? [description] : []),
    ...(isShown(byDefault) ? [`@default ${literal(byDefault)}`] : []),
    ...(isShown(example) ? [`@example ${literal(example)}`] : []),
  ].flatMap((text) => text.trim().replaceAll('*/', '*\\/').split('\n'))
  if (lines.length === 0) return ''
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`
}
