/** The Python types of schemas, and the functions that read them from JSON. */
import type { OpenAPIV3_1 } from 'openapi-types'
import { isReference, nameOf, type Reference, type Schema } from '../type-printer.js'

/** A schema as Python sees it. */
export interface PythonType {
  /** The annotation, without `None`. */
  readonly name: string
  readonly isNullable: boolean
  /** The function that converts a parsed JSON value; absent if nothing is to convert. */
  readonly reader?: string | undefined
}

/** A class of the models: a schema with properties, or an object inside one. */
export interface PythonClass {
  readonly name: string
  readonly schema: Schema
}

const plain = (name: string): PythonType => ({ name, isNullable: false })

/** Texts and numbers that stand for a time span: `30s`, `5m`. */
const isDuration = ({ example, default: byDefault }: Schema): boolean =>
  [example, byDefault].some((value) => typeof value === 'string' && /^\d+(ms|s|m|h|d)$/.test(value))

const primitives: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  object: 'dict[str, Any]',
}

/** Resolves schemas by name and collects the classes and aliases that they need. */
export class PythonTypes {
  /** The classes by name. */
  readonly classes = new Map<string, PythonClass>()
  /** Aliases of enumerations, texts and numbers: name to schema. */
  readonly aliases = new Map<string, Schema>()

  constructor(
    private readonly schemas: Readonly<Record<string, Schema>>,
    /** Schemas that are not modeled, because users pass them on as they are. */
    private readonly opaque: readonly string[],
  ) {}

  /** @param place name of the class for an object without a name of its own */
  of(schema: Schema | Reference, place: string): PythonType {
    if (isReference(schema)) return this.#named(nameOf(schema))
    if (schema.oneOf) return this.#choice(schema.oneOf, place)
    if (schema.properties) return this.#class(place, schema)
    if (isDuration(schema)) return plain('Duration')
    const types = schema.type === undefined ? [] : [schema.type].flat()
    const isNullable = types.includes('null')
    return { ...this.#plain(schema, types, place), isNullable }
  }

  #plain(schema: Schema, types: readonly string[], place: string): PythonType {
    const values = schema.enum?.filter((value) => value !== null)
    if (values) return plain(`Literal[${values.map((value) => JSON.stringify(value)).join(', ')}]`)
    if (types.includes('array')) return this.#array(schema as OpenAPIV3_1.ArraySchemaObject, place)
    const { additionalProperties } = schema
    if (types.includes('object') && typeof additionalProperties === 'object')
      return plain(`dict[str, ${this.of(additionalProperties, place).name}]`)
    const names = types.filter((type) => type !== 'null').map((type) => primitives[type] ?? 'Any')
    return plain(names.length === 0 ? 'Any' : names.join(' | '))
  }

  #array({ items }: OpenAPIV3_1.ArraySchemaObject, place: string): PythonType {
    const item = this.of(items, place.replace(/s$/, ''))
    return { ...plain(`list[${item.name}]`), reader: item.reader && `each(${item.reader})` }
  }

  /** A choice between a schema and null, or between plain values. */
  #choice(options: readonly (Schema | Reference)[], place: string): PythonType {
    const others = options.filter((option) => isReference(option) || option.type !== 'null')
    const types = others.map((option) => this.of(option, place))
    const isNullable = others.length < options.length
    const [only] = types
    if (only !== undefined && types.length === 1) return { ...only, isNullable }
    return { ...plain(types.map(({ name }) => name).join(' | ')), isNullable }
  }

  #named(name: string): PythonType {
    if (this.opaque.includes(name)) return plain('dict[str, Any]')
    const schema = this.schemas[name]
    if (schema === undefined) throw new Error(`The control document has no schema ${name}.`)
    if (schema.properties) return this.#class(name, schema)
    if (isDuration(schema)) return plain('Duration')
    this.aliases.set(name, schema)
    return plain(name)
  }

  #class(name: string, schema: Schema): PythonType {
    if (!this.classes.has(name)) {
      this.classes.set(name, { name, schema })
      // Objects inside it are classes, too.
      for (const [property, below] of Object.entries(schema.properties ?? {}))
        this.of(below, memberClass(name, property))
    }
    return { name, isNullable: false, reader: `${name}.from_json` }
  }
}

/** The class name of an object inside another one: `AssertRequestMatch`. */
export const memberClass = (name: string, property: string): string =>
  name + property.replaceAll(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())

/** Python's reserved words among our names get an underscore. */
export const identifier = (name: string): string =>
  ['from', 'in', 'is', 'class', 'pass'].includes(name) ? `${name}_` : name
