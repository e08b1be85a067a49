import { sendRequest } from './http-client.js'

/** Where frameworks publish the OpenAPI document of an application. */
const likelyDocuments = [
  ...['/openapi.json', '/swagger.json', '/api/openapi.json', '/v3/api-docs', '/api-docs', '/docs/json'],
  ...['/documentation/json', '/api-json', '/swagger/v1/swagger.json'],
]

/** The steps of a login as an OpenAPI document describes them. */
export interface GuessedApi {
  /** Where the document is. */
  readonly place: string
  readonly start: GuessedCall
  readonly resend: GuessedCall | undefined
  readonly check: GuessedCall | undefined
  /** The path of a page that needs the login. */
  readonly inside: string | undefined
  /** Fields of the answer to start that the check sends back. */
  readonly kept: readonly string[]
}

export interface GuessedCall {
  readonly method: string
  readonly path: string
  /** Fields of the JSON body. */
  readonly fields: readonly string[]
}

interface Call extends GuessedCall {
  /** Fields of a good answer. */
  readonly answered: readonly string[]
}

export const isPhoneField = (name: string) => /phone|mobile|msisdn|^tel$/i.test(name)
export const isCodeField = (name: string) => /^(code|otp|pin|passcode)$|(_|otp|sms|verification)code$/i.test(name)

/** Looks for an OpenAPI document of the application with a login by phone number. */
export async function guessApi(base: URL): Promise<GuessedApi | undefined> {
  for (const place of likelyDocuments) {
    const url = new URL(place, base)
    const answer = await sendRequest({
      ...{ url, method: 'GET', headers: { accept: 'application/json' }, body: undefined },
      ...{ localAddress: undefined, timeoutMs: 3000 },
    })
    const found = answer.status === 200 ? readApi(answer.text, place) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** The login that a document describes; undefined if it is not an OpenAPI document, or has no such operation. */
export function readApi(text: string, place: string): GuessedApi | undefined {
  const document = parseDocument(text)
  if (document === undefined) return undefined
  const calls = callsOf(document)
  const writing = calls.filter(({ method }) => method !== 'GET')
  const check = writing.find(({ fields }) => fields.some(isCodeField))
  const starts = writing.filter(({ fields }) => fields.some(isPhoneField) && !fields.some(isCodeField))
  const start = starts.find(({ path }) => /login|sign|auth|verif|otp|code/i.test(path)) ?? starts[0]
  if (start === undefined) return undefined
  return {
    ...{ place, start, check },
    resend: writing.find(({ path }) => /resend|again/i.test(path)),
    inside: calls.find(({ method, path }) => method === 'GET' && /\/(me|account|profile|session|user)$/i.test(path))
      ?.path,
    kept: start.answered.filter((name) => check?.fields.includes(name) && !isPhoneField(name) && !isCodeField(name)),
  }
}

type Json = Readonly<Record<string, unknown>>
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value at a path of names; undefined if it ends before. */
const at = (value: unknown, ...names: string[]): unknown =>
  names.reduce<unknown>((part, name) => (isJson(part) ? part[name] : undefined), value)

function parseDocument(text: string): Json | undefined {
  try {
    const document: unknown = JSON.parse(text)
    return isJson(document) && isJson(document.paths) && ('openapi' in document || 'swagger' in document)
      ? document
      : undefined
  } catch {
    return undefined
  }
}

const methods = ['get', 'post', 'put', 'patch'] as const
const jsonType = 'application/json'

function callsOf(document: Json): Call[] {
  return Object.entries(document.paths as Json).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = at(item, method)
      if (!isJson(operation) || path.includes('{')) return []
      const { parameters } = operation
      const inBody = Array.isArray(parameters)
        ? parameters.find((parameter) => at(parameter, 'in') === 'body')
        : undefined
      const body = resolve(document, operation.requestBody)
      const answers = isJson(operation.responses) ? operation.responses : {}
      const good = Object.keys(answers).find((status) => status.startsWith('2')) ?? ''
      const answer = resolve(document, answers[good])
      return {
        ...{ path: basePath(document) + path, method: method.toUpperCase() },
        fields: fieldsOf(document, at(body, 'content', jsonType, 'schema') ?? at(inBody, 'schema')),
        answered: fieldsOf(document, at(answer, 'content', jsonType, 'schema') ?? at(answer, 'schema')),
      }
    }),
  )
}

/** The path of the first server, or that of Swagger 2. */
function basePath(document: Json): string {
  const { servers, basePath } = document
  const url = Array.isArray(servers) ? at(servers[0], 'url') : basePath
  if (typeof url !== 'string' || !URL.canParse(url, 'http://localhost')) return ''
  return new URL(url, 'http://localhost').pathname.replace(/\/$/, '')
}

/** The part of the document that a reference points at. References to references are rare, and circles possible. */
function resolve(document: Json, value: unknown): unknown {
  const reference = at(value, '$ref')
  return typeof reference === 'string' ? at(document, ...reference.replace(/^#\//, '').split('/')) : value
}

function fieldsOf(document: Json, schema: unknown): string[] {
  const properties = at(resolve(document, schema), 'properties')
  return isJson(properties) ? Object.keys(properties) : []
}
