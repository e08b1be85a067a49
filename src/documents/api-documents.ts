import { isBuilt, readPackageFile } from './package-files.js'

/** The two OpenAPI documents of the package. */
export type ApiDocumentName = 'control' | 'verify'

/** An OpenAPI document, as far as this room reads it. */
interface OpenApi {
  readonly openapi: string
  readonly servers: readonly { readonly url: string; readonly description: string }[]
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

/** A document as it is served. */
export interface ApiDocument {
  readonly document: OpenApi & Readonly<Record<string, unknown>>
  /** Differs whenever the document does. */
  readonly etag: string
}

/** The paths of the servers: operations of `verify` are below `/v2`. */
const basePaths: Readonly<Record<ApiDocumentName, string>> = { control: '', verify: '/v2' }

/** The file that the build writes, because parsing YAML would hold up other requests. */
export const builtDocument = (name: ApiDocumentName) => `dist/openapi/${name}.json`

const loaded = new Map<ApiDocumentName, Promise<OpenApi>>()

/**
 * Reads a document of the package, once, for an emulator at an origin. It needs no other file: schemas that the control
 * document takes from the other one are part of it.
 *
 * @param origin scheme, host and port
 * @throws if the package is incomplete
 * @example
 * ```ts
 * const { document, etag } = await readApiDocument('verify', 'http://127.0.0.1:8374')
 * ```
 */
export async function readApiDocument(name: ApiDocumentName, origin: string): Promise<ApiDocument> {
  const found = loaded.get(name) ?? load(name)
  loaded.set(name, found)
  const servers = [{ url: `${origin}${basePaths[name]}`, description: 'This emulator' }]
  const document = { ...(await found), servers }
  const { createHash } = await import('node:crypto')
  const hash = createHash('sha256').update(JSON.stringify(document)).digest('base64url').slice(0, 22)
  return { document, etag: `"${hash}"` }
}

async function load(name: ApiDocumentName): Promise<OpenApi> {
  return isBuilt() ? JSON.parse(readPackageFile(builtDocument(name))) : parseApiDocument(name)
}

/** Parses a document from its source. */
export async function parseApiDocument(name: ApiDocumentName): Promise<OpenApi> {
  const { parse } = await import('yaml')
  const read = (file: ApiDocumentName) => parse(readPackageFile(`openapi/${file}.yaml`), { merge: true }) as OpenApi
  return name === 'verify' ? read('verify') : addForeignSchemas(read('control'), read('verify'))
}

const otherDocument = 'verify.yaml#/components/schemas/'
const ownSchemas = '#/components/schemas/'

/** Adds the schemas of the other document that the control document names. */
function addForeignSchemas(control: OpenApi, verify: OpenApi): OpenApi {
  const added: Record<string, unknown> = {}
  const addSchema = (name: string) => {
    if (name in control.components.schemas) throw new Error(`Both documents have a schema ${name}.`)
    if (name in added) return
    added[name] = null // before its parts, which may name it
    added[name] = copy(verify.components.schemas[name], ownSchemas)
  }
  /** Copies a value; references that begin with the given text become references into the control document. */
  const copy = (value: unknown, foreign: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => copy(item, foreign))
    if (typeof value !== 'object' || value === null) return value
    const members = Object.entries(value).map(([key, member]) => {
      if (key !== '$ref' || typeof member !== 'string' || !member.startsWith(foreign))
        return [key, copy(member, foreign)]
      const name = member.slice(foreign.length)
      addSchema(name)
      return [key, ownSchemas + name]
    })
    return Object.fromEntries(members)
  }
  const whole = copy(control, otherDocument) as OpenApi
  const schemas = { ...whole.components.schemas, ...added }
  return { ...whole, components: { ...whole.components, schemas } }
}
