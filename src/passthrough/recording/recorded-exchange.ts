import type { RecordedBody, RecordedExchange } from '../../recording/exchange.js'
import type { BodyCopy } from '../relay/body-copy.js'
import { decodeBody } from '../relay/decode-body.js'
import type { UpstreamExchange } from '../relay/exchange.js'
import { type RawHeaders, toPairs } from '../relay/headers.js'

/** An exchange of the relay in the form that recordings are made from. */
export function toRecordedExchange(exchange: UpstreamExchange, drift: number | null = null): RecordedExchange {
  const { asked, url, request, response, startedAt, took, failure } = exchange
  const phoneNumber = asked.params.phone_number
  return {
    method: asked.method,
    url,
    ...(phoneNumber !== undefined && { phoneNumber }),
    startedAt,
    ...took,
    request: toMessage(request),
    answer: response === null ? null : { ...toMessage(response), status: response.status, reason: response.reason },
    ...(failure !== null && { comment: failure }),
    ...(asked.operation !== null && { operation: asked.operation.id }),
    ...(drift !== null && { drift }),
  }
}

function toMessage(message: UpstreamExchange['request']) {
  const { httpVersion, headers, body } = message
  return { httpVersion, headers: toPairs(headers), body: toBody(body, headers) }
}

/** Anything but text cannot be searched for secrets, so it is left out. */
function toBody(body: BodyCopy, headers: RawHeaders): RecordedBody {
  const size = body.length
  if (size === 0) return { size }
  if (body.bytes === null) return { size, leftOut: 'it is larger than 1 MiB' }
  const bytes = decodeBody(body.bytes, headers)
  if (bytes === null)
    return { size, leftOut: 'its content coding is unsupported or broken, or it is larger than 1 MiB' }
  const text = bytes.toString()
  return isText(bytes) ? { size, text } : { size, text, leftOut: 'it is not UTF-8 text' }
}

function isText(bytes: Buffer): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0')
  } catch {
    return false
  }
}
