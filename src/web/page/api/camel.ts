/** Members whose content is the user's, not ours: their names stay as they are. */
const opaque = new Set(['headers', 'body'])

const toCamelName = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** A value of the wire with the names of its members in camel case. */
export function toCamel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCamel)
  if (typeof value !== 'object' || value === null) return value
  const result: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value))
    result[toCamelName(name)] = opaque.has(name) ? member : toCamel(member)
  return result
}
