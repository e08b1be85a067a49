/** A JSON Schema (2020-12), as the control document writes it. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** Schemas by name. */
export type Schemas = Readonly<Record<string, JsonSchema>>

const reference = '#/components/schemas/'

/** The members of a schema that hold schemas by name. */
const named = ['properties', 'patternProperties', '$defs']
/** The members of a schema that hold one schema or a list of them. */
const nested = ['items', 'additionalProperties', 'propertyNames', 'oneOf', 'anyOf', 'allOf', 'not', 'prefixItems']

/** Rewrites the schemas inside one; a keyword of OpenAPI becomes that of JSON Schema. */
function mapNested(schema: JsonSchema, map: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const mapValue = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(mapValue)
      : typeof value === 'object' && value !== null
        ? map(value as JsonSchema)
        : value
  const members = Object.entries(schema).map(([keyword, value]) => {
    if (keyword === 'example') return ['examples', [value]]
    if (named.includes(keyword))
      return [keyword, Object.fromEntries(Object.entries(value as Schemas).map(([name, one]) => [name, map(one)]))]
    return [keyword, nested.includes(keyword) ? mapValue(value) : value]
  })
  return Object.fromEntries(members)
}

const nameIn = ({ $ref }: JsonSchema) =>
  typeof $ref === 'string' && $ref.startsWith(reference) ? $ref.slice(reference.length) : undefined

/**
 * Puts the schemas that one refers to in its place. The schemas of arguments are sent so, because not every client of MCP
 * follows references. None of them may contain itself.
 */
export function inlineReferences(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const name = nameIn(schema)
  if (name === undefined) return mapNested(schema, (inner) => inlineReferences(inner, schemas))
  const { $ref, ...beside } = schema
  return inlineReferences({ ...schemas[name], ...beside }, schemas)
}

/** Takes the schemas that one refers to along as its `$defs`, so that it needs no other document. */
export function withDefinitions(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const found: Record<string, JsonSchema> = {}
  const rewrite = (inner: JsonSchema): JsonSchema => {
    const name = nameIn(inner)
    if (name === undefined) return mapNested(inner, rewrite)
    if (!(name in found)) {
      found[name] = {} // before its parts, which may name it
      found[name] = rewrite(schemas[name] as JsonSchema)
    }
    return { ...mapNested(inner, rewrite), $ref: `#/$defs/${name}` }
  }
  const whole = rewrite(schema)
  return Object.keys(found).length === 0 ? whole : { ...whole, $defs: found }
}
