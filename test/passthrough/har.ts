import { Ajv } from 'ajv'
import type { Har } from '../../src/recording/har.js'

const text = { type: 'string' }
const ms = { type: 'number', minimum: -1 }
const object = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional, comment: text },
  patternProperties: { '^_': {} },
  additionalProperties: false,
})
const list = (items: object) => ({ type: 'array', items })
const pairs = list(object({ name: text, value: text }))
const size = { type: 'integer', minimum: -1 }
const message = {
  httpVersion: text,
  cookies: list(object({ name: text, value: text })),
  headers: pairs,
  headersSize: size,
  bodySize: size,
}

/** HAR 1.2. Fields of ours begin with an underscore. */
const schema = object({
  log: object({
    version: { const: '1.2' },
    creator: object({ name: text, version: text }),
    entries: list(
      object({
        startedDateTime: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' },
        time: { type: 'number', minimum: 0 },
        request: object(
          { method: text, url: text, queryString: pairs, ...message },
          { postData: object({ mimeType: text, text, params: list({}) }) },
        ),
        response: object({
          status: { type: 'integer' },
          statusText: text,
          content: object({ size: { type: 'integer' }, mimeType: text }, { text, compression: size, encoding: text }),
          redirectURL: text,
          ...message,
        }),
        cache: { type: 'object' },
        timings: object({ send: ms, wait: ms, receive: ms }, { blocked: ms, dns: ms, connect: ms, ssl: ms }),
      }),
    ),
  }),
})

const validate = new Ajv().compile(schema)

/** Reads a HAR 1.2 file. @throws the violations of the format */
export function readHar(content: string): Har {
  const har: unknown = JSON.parse(content)
  if (!validate(har)) throw new Error(JSON.stringify(validate.errors))
  return har as unknown as Har
}
