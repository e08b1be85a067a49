/** Generates the types of the flow file of `audit login` from its JSON Schema. */
import { readFileSync } from 'node:fs'
import { root } from './documents.js'
import { declarationOf, type Schema } from './type-printer.js'

interface FlowSchema {
  readonly definitions: Readonly<Record<string, Schema>>
}

/** Reads the schema that is shipped for editors. */
export function readLoginFlow(): Schema & FlowSchema {
  const schema = JSON.parse(readFileSync(`${root}fixtures/login-flow.schema.json`, 'utf8'))
  // A file with an $id or $schema of its own would not be found under the name that it is added with.
  const { $schema: _, ...rest } = schema
  return rest
}

/** Source of the types; names are as in the file. */
export function flowTypesSource(): string {
  const { definitions, ...flow } = readLoginFlow()
  const style = { typeName: (name: string) => `Flow${name}`, propertyName: (name: string) => name }
  const parts = Object.entries(definitions).map(([name, schema]) => declarationOf(name, schema, style))
  const whole = declarationOf('LoginFlow', flow as Schema, {
    ...style,
    typeName: (name) => (name === 'LoginFlow' ? name : `Flow${name}`),
  })
  return [...parts, whole].join('\n')
}
