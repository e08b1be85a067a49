/** Requires a description of every schema and property of the control document, because they become doc comments. */
import type { Document } from './documents.js'
import { isReference, type Reference, type Schema } from './type-printer.js'

/** @throws {Error} that lists the schemas and properties without a description */
export function requireDescriptions({ components }: Document): void {
  const missing = Object.entries(components?.schemas ?? {}).flatMap(([name, schema]) =>
    findUndescribed(name, schema as Schema),
  )
  if (missing.length > 0) throw new Error(`Add a description in openapi/control.yaml: ${missing.join(', ')}.`)
}

/** A reference may rely on the description of its target. */
function findUndescribed(place: string, schema: Schema | Reference): string[] {
  if (isReference(schema)) return []
  const own = schema.description === undefined ? [place] : []
  return [...own, ...findUndescribedMembers(place, schema)]
}

function findUndescribedMembers(place: string, schema: Schema): string[] {
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, below]) =>
    findUndescribed(`${place}.${name}`, below),
  )
  const items = 'items' in schema && schema.items && !isReference(schema.items) ? schema.items : undefined
  return items === undefined ? members : [...members, ...findUndescribedMembers(`${place}[]`, items)]
}
