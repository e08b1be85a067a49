/** Generates the Python client in clients/python from the control document: models, operations and the version. */
import type { Document } from './documents.js'
import { fieldsOf, modelsSource } from './python/models.js'
import { operationsSource, type PythonOperation, pythonOperations } from './python/operations.js'
import { PythonTypes } from './python/types.js'
import { isReference, nameOf, type Schema } from './type-printer.js'

const folder = 'clients/python/src/pytest_telnyx_verify/'

/** Files are handed on as they are: they have the vendor's names. */
const opaque = ['SandboxFile', 'RunFile']

/** The generated files by their path in the repository, without the banner. */
export function pythonClientFiles(control: Document, version: string): Record<string, string> {
  const schemas = Object.fromEntries(
    Object.entries(control.components?.schemas ?? {}).map(([name, schema]) => [name, schema as Schema]),
  )
  const types = new PythonTypes(schemas, opaque)
  types.of({ $ref: '#/components/schemas/Problem' }, 'Problem')
  const operations = pythonOperations(control, types)
  for (const { id, answer } of operations) types.of(answer, id)
  const written = classesBelow(
    types,
    operations.flatMap((operation) => writtenBy(types, operation)),
  )
  const read = classesBelow(types, [
    'Problem',
    ...operations.flatMap(({ answer }) => (isReference(answer) ? [nameOf(answer)] : [])),
  ])
  return {
    [`${folder}_models.py`]: modelsSource(types, { read, written }),
    [`${folder}_operations.py`]: operationsSource(operations, types),
    [`${folder}_version.py`]: `__version__ = "${version}"\n`,
  }
}

/** The classes that a request body is made of; the members of a named body are arguments of the method. */
function writtenBy(types: PythonTypes, { body }: PythonOperation): string[] {
  if (body === undefined) return []
  return body.kind === 'whole'
    ? classesIn(types, body.annotation)
    : body.members.flatMap(({ annotation }) => classesIn(types, annotation))
}

/** The classes that an annotation names. */
const classesIn = (types: PythonTypes, annotation: string): string[] =>
  annotation.split(/\W+/).filter((name) => types.classes.has(name))

/** Classes, and all classes in their fields. */
function classesBelow(types: PythonTypes, roots: readonly string[]): Set<string> {
  const found = new Set<string>()
  const visit = (name: string): void => {
    const shape = types.classes.get(name)
    if (shape === undefined || found.has(name)) return
    found.add(name)
    for (const { annotation } of fieldsOf(shape, types, false)) classesIn(types, annotation).forEach(visit)
  }
  for (const name of roots) visit(name)
  return found
}
