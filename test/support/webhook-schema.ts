import { Ajv } from 'ajv'
import { readDocument } from '../../tools/documents.js'

const ajv = new Ajv({ strict: false, formats: { uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/ } })
ajv.addSchema(readDocument('verify') as object, 'verify.yaml')
const validate = ajv.compile({ $ref: 'verify.yaml#/webhooks/verify/post/requestBody/content/application~1json/schema' })

/** The differences between a webhook's body and `webhooks` in openapi/verify.yaml; empty without any. */
export function checkWebhook(body: unknown): string[] {
  if (validate(body)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'the top level'} ${message}`)
}
