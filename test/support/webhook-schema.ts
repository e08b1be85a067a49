import { Ajv } from 'ajv'
import { readDocument } from '../../tools/documents.js'

const ajv = new Ajv({ strict: false, formats: { uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/ } })
ajv.addSchema(readDocument('verify') as object, 'verify.yaml')
const validate = ajv.compile({ $ref: 'verify.yaml#/webhooks/verify/post/requestBody/content/application~1json/schema' })

/** Where a webhook's body is not as openapi/verify.yaml says under `webhooks`; nothing, where it is. */
export function checkWebhook(body: unknown): string[] {
  if (validate(body)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'its top'} ${message}`)
}
