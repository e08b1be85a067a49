/** Generates the models of the Python client: one frozen dataclass for each schema. */
import { isReference, type Reference, type Schema } from '../type-printer.js'
import { docstring, sentence } from './text.js'
import { identifier, memberClass, type PythonClass, type PythonTypes } from './types.js'

/** Which way a class travels. */
export interface Directions {
  readonly read: ReadonlySet<string>
  readonly written: ReadonlySet<string>
}

const imports = `from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Mapping

from ._json import UNSET, Duration, Unset, each, encode, maybe
`

/** Source of the models: aliases first, then the classes. */
export function modelsSource(types: PythonTypes, directions: Directions): string {
  const used = [...types.classes.values()].filter(
    ({ name }) => directions.read.has(name) || directions.written.has(name),
  )
  const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1)
  const aliases = [...types.aliases].map(([name, schema]) => ({ name, source: aliasOf(name, schema, types) }))
  const classes = used.map((shape) => ({ name: shape.name, source: classOf(shape, types, directions) }))
  const names = [...aliases, ...classes].map(({ name }) => name).sort()
  const exported = `__all__ = [\n${names.map((name) => `    "${name}",\n`).join('')}]\n`
  const sources = (parts: { name: string; source: string }[]) => parts.sort(byName).map(({ source }) => source)
  return `${imports}\n${exported}\n${sources(aliases).join('\n')}\n\n${sources(classes).join('\n\n')}`
}

function aliasOf(name: string, schema: Schema, types: PythonTypes): string {
  const { name: type } = types.of(schema, name)
  const options = type.match(/^Literal\[(.*)\]$/)?.[1]
  const oneLine = `${name} = ${type}`
  const value =
    options !== undefined && oneLine.length > 100
      ? `${name} = Literal[\n${options
          .split(', ')
          .map((option) => `    ${option},\n`)
          .join('')}]`
      : oneLine
  return `${value}\n${docstring([sentence(schema.description ?? '')], '')}\n`
}

interface Field {
  readonly wire: string
  readonly name: string
  readonly annotation: string
  readonly isRequired: boolean
  readonly isNullable: boolean
  readonly reader: string | undefined
  readonly about: string
}

/** The fields of a class, required ones first, because Python wants defaults last. */
export function fieldsOf({ name, schema }: PythonClass, types: PythonTypes, isWritten: boolean): Field[] {
  const required = schema.required ?? []
  const fields = Object.entries(schema.properties ?? {}).map(([wire, below]) => {
    const type = types.of(below, memberClass(name, wire))
    const isRequired = required.includes(wire)
    const isOpen = isWritten && !isRequired && type.isNullable
    const annotation = isOpen
      ? `${type.name} | None | Unset`
      : type.isNullable || !isRequired
        ? `${type.name} | None`
        : type.name
    const about = descriptionOf(below, types)
    return {
      wire,
      name: identifier(wire),
      annotation,
      isRequired,
      isNullable: type.isNullable,
      reader: type.reader,
      about,
    }
  })
  return [...fields.filter(({ isRequired }) => isRequired), ...fields.filter(({ isRequired }) => !isRequired)]
}

function descriptionOf(schema: Schema | Reference, types: PythonTypes): string {
  const own = (schema as Schema).description
  if (own !== undefined || !isReference(schema)) return own ?? ''
  const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)
  return types.aliases.get(name)?.description ?? types.classes.get(name)?.schema.description ?? ''
}

function classOf(shape: PythonClass, types: PythonTypes, { read, written }: Directions): string {
  const isWritten = written.has(shape.name)
  const fields = fieldsOf(shape, types, isWritten)
  const lines = fields.map(({ name, annotation, isRequired, about }) => {
    const byDefault = isRequired ? '' : annotation.endsWith('Unset') ? ' = UNSET' : ' = None'
    return `    ${name}: ${annotation}${byDefault}\n${docstring([sentence(about)], '    ')}\n`
  })
  const parts = [
    `@dataclass(frozen=True)\nclass ${shape.name}:\n${docstring([sentence(shape.schema.description ?? '')], '    ')}\n`,
    lines.join(''),
    ...(read.has(shape.name) ? [readerOf(shape.name, fields)] : []),
    ...(isWritten ? [writerOf(fields)] : []),
  ]
  return `${parts.join('\n')}`
}

function readerOf(name: string, fields: readonly Field[]): string {
  const lines = fields.map(({ wire, name: field, isRequired, isNullable, reader }) => {
    const value = isRequired ? `data["${wire}"]` : `data.get("${wire}")`
    const isPresent = isRequired && !isNullable
    const read = reader === undefined ? value : isPresent ? `${reader}(${value})` : `maybe(${reader}, ${value})`
    return `            ${field}=${read},\n`
  })
  return `    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ${name}:
        """Read it from the parsed JSON of a response; unknown members are ignored."""
        return cls(
${lines.join('')}        )
`
}

function writerOf(fields: readonly Field[]): string {
  const kept = fields.filter(({ isRequired, annotation }) => isRequired || annotation.endsWith('Unset'))
  const dropped = fields.filter((field) => !kept.includes(field))
  return `    def to_json(self) -> dict[str, Any]:
        """Return the JSON of a request; fields that are not set are left out."""
        return ${encodeCall(kept, dropped, 'self.', '        ')}
`
}

/** A call of \`encode\`: members that are sent as they are, and members that are left out if they are None. */
export function encodeCall(
  kept: readonly Pick<Field, 'wire' | 'name'>[],
  dropped: readonly Pick<Field, 'wire' | 'name'>[],
  prefix: string,
  indent: string,
): string {
  const inner = `${indent}    `
  const members = (fields: readonly Pick<Field, 'wire' | 'name'>[]) =>
    fields.length === 0
      ? `${inner}{},\n`
      : `${inner}{\n${fields.map(({ wire, name }) => `${inner}    "${wire}": ${prefix}${name},\n`).join('')}${inner}},\n`
  return `encode(\n${members(kept)}${dropped.length > 0 ? members(dropped) : ''}${indent})`
}
