/** Generates the operations of the Python client: one method for each operation of the control document. */
import type { OpenAPIV3_1 } from 'openapi-types'
import { type Document, type DocumentedOperation, operationsOf, resolve } from '../documents.js'
import { isReference, nameOf, type Reference, type Schema } from '../type-printer.js'
import { encodeCall, fieldsOf } from './models.js'
import { docstring, sentence, width, wrap } from './text.js'
import { identifier, type PythonTypes } from './types.js'

interface Parameter {
  readonly wire: string
  readonly name: string
  readonly annotation: string
  readonly isRequired: boolean
  readonly about: string
}

/** An operation with what its method takes and returns. */
export interface PythonOperation extends DocumentedOperation {
  readonly isOfSandbox: boolean
  readonly inPath: readonly Parameter[]
  readonly inQuery: readonly Parameter[]
  readonly body: Body | undefined
  readonly answer: Schema | Reference
}

type Body =
  | {
      readonly kind: 'members'
      readonly name: string
      readonly members: readonly (Parameter & { isNullable: boolean })[]
    }
  | { readonly kind: 'whole'; readonly annotation: string }

/** The operations of the control document that answer with JSON; others, such as streams, are left out. */
export function pythonOperations(document: Document, types: PythonTypes): PythonOperation[] {
  return operationsOf(document).flatMap((documented) => {
    const answer = answerOf(document, documented.operation)
    if (answer === undefined) return []
    const parameters = (documented.operation.parameters ?? []).map((parameter) =>
      resolve<OpenAPIV3_1.ParameterObject>(document, parameter),
    )
    const toParameter = ({ name, schema, description, example, required }: OpenAPIV3_1.ParameterObject): Parameter => ({
      wire: name,
      name: identifier(name),
      annotation: types.of((schema ?? {}) as Schema, name).name,
      isRequired: required === true,
      about: description ?? aboutPath(name, example ?? (schema as Schema | undefined)?.example),
    })
    // What is about one sandbox applies to that of the client.
    const isOfSandbox = documented.operation.tags?.[0] === 'Sandbox'
    const isIn = (place: string) => (parameter: OpenAPIV3_1.ParameterObject) =>
      parameter.in === place && !(isOfSandbox && parameter.name === 'sandbox')
    return {
      ...documented,
      isOfSandbox,
      inPath: parameters.filter(isIn('path')).map(toParameter),
      inQuery: parameters.filter(isIn('query')).map(toParameter),
      body: bodyOf(document, documented.operation, types),
      answer,
    }
  })
}

const aboutPath = (name: string, example: unknown): string =>
  `${name === 'id' ? 'ID' : name === 'name' ? 'Name of the sandbox' : 'Phone number in E.164'}, like \`${String(example)}\``

/** The schema of the JSON answer; undefined for another answer, such as a stream. */
function answerOf(document: Document, { responses }: OpenAPIV3_1.OperationObject): Schema | Reference | undefined {
  const answer = resolve<OpenAPIV3_1.ResponseObject>(document, responses?.['200'] as OpenAPIV3_1.ResponseObject)
  return answer.content?.['application/json']?.schema as Schema | Reference | undefined
}

function bodyOf(
  document: Document,
  { requestBody }: OpenAPIV3_1.OperationObject,
  types: PythonTypes,
): Body | undefined {
  if (requestBody === undefined) return undefined
  const { content } = resolve<OpenAPIV3_1.RequestBodyObject>(document, requestBody)
  const schema = content['application/json']?.schema as Schema | Reference
  if (!isReference(schema)) {
    const annotation = types.of(schema, 'Body').name
    return { kind: 'whole', annotation: annotation.replace(/^list\[/, 'Sequence[').replace(/^dict\[/, 'Mapping[') }
  }
  const name = nameOf(schema)
  types.of(schema, name)
  const shape = types.classes.get(name)
  if (shape === undefined) throw new Error(`The body ${name} is not an object.`)
  return { kind: 'members', name, members: fieldsOf(shape, types, true) }
}

/** Source of the operations. */
export function operationsSource(operations: readonly PythonOperation[], types: PythonTypes): string {
  const methods = operations.map((operation) => methodOf(operation, types))
  const code = methods.join('\n').replaceAll(/"""[\s\S]*?"""/g, '')
  const names = [...types.classes.keys(), ...types.aliases.keys()].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(code),
  )
  return `from __future__ import annotations

from typing import Any, Callable, Literal, Mapping, Protocol, Sequence, TypeVar

from ._json import Duration, encode, path_part, to_wire
from ._models import (
${names
  .sort()
  .map((name) => `    ${name},\n`)
  .join('')})

T = TypeVar("T")


class Call(Protocol):
    """Sends one request to the control API and reads the JSON of its answer."""

    def __call__(
        self,
        read: Callable[[Any], T],
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
    ) -> T: ...


class Operations:
    """Every operation of the control API, as openapi/control.yaml has it.

    What does not answer with JSON, such as streams, is left out. Operations on a sandbox apply to
    the one that is named here. Each method raises \`ControlError\` if the emulator refuses the
    request and \`EmulatorConnectionError\` if none answers.
    """

    def __init__(self, call: Call, sandbox: str) -> None:
        self._call = call
        self._sandbox = sandbox

${methods.join('\n')}`
}

function methodOf(operation: PythonOperation, types: PythonTypes): string {
  const { id, method, inPath, inQuery, body, answer, isOfSandbox } = operation
  const members = body?.kind === 'members' ? body.members : []
  const [required, optional] = [
    [...inPath, ...members.filter(({ isRequired }) => isRequired)],
    [...members.filter(({ isRequired }) => !isRequired), ...inQuery],
  ]
  const signature = [
    'self',
    ...required.map(({ name, annotation }) => `${name}: ${annotation}`),
    ...(body?.kind === 'whole' ? [`body: ${body.annotation}`] : []),
    ...(optional.length > 0 ? ['*'] : []),
    ...optional.map(({ name, annotation }) => `${name}: ${annotation.replace(/ \| None$/, '')} | None = None`),
  ]
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `{path_part(${name}, '${name}')}`)
  const query = [
    ...(isOfSandbox ? ['"sandbox": self._sandbox'] : []),
    ...inQuery.map(({ wire, name }) => `"${wire}": ${name}`),
  ]
  const given = [
    ...(query.length > 0 ? [`            query=${dictOf(query, '            ')},\n`] : []),
    ...(body === undefined ? [] : [`            body=${bodyExpression(body)},\n`]),
  ]
  const type = types.of(answer, id)
  return `    def ${toSnakeCase(id)}(\n${signature.map((part) => `        ${part},\n`).join('')}    ) -> ${type.name}:
${docstring(aboutOf(operation, [...required, ...optional]), '        ')}
        return self._call(
            ${type.reader ?? 'dict'},
            "${method}",
            ${path.includes('{') ? 'f' : ''}"${path}",
${given.join('')}        )
`
}

/** A dict in one line if it fits, otherwise one line for each member. */
function dictOf(members: readonly string[], indent: string): string {
  const oneLine = `{${members.join(', ')}}`
  if (`${indent}query=${oneLine},`.length <= width) return oneLine
  return `{\n${members.map((member) => `${indent}    ${member},\n`).join('')}${indent}}`
}

function bodyExpression(body: Body): string {
  if (body.kind === 'whole') return 'to_wire(body)'
  const kept = body.members.filter(({ isRequired }) => isRequired)
  const dropped = body.members.filter(({ isRequired }) => !isRequired)
  return encodeCall(kept, dropped, '', '            ')
}

/** A sentence about an answer that the client does not ask for. */
const otherForm = /With `Accept: text\/plain`, [^.]*\./g

function aboutOf({ operation, method, path }: PythonOperation, parameters: readonly Parameter[]) {
  const args = parameters.flatMap(({ name, about }) =>
    wrap(`${name}: ${sentence(about)}`, ' '.repeat(12), ' '.repeat(16)).map((line) => line.slice(8)),
  )
  return [
    sentence(operation.summary ?? ''),
    ...(operation.description ?? '')
      .replaceAll(otherForm, '')
      .trim()
      .split(/\n{2,}/)
      .filter(Boolean),
    `\`${method} ${path}\``,
    ...(args.length > 0 ? [['Args:', ...args]] : []),
  ]
}

const toSnakeCase = (id: string): string => id.replaceAll(/(?<!^)([A-Z])/g, '_$1').toLowerCase()
