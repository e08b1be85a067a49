import { answerValidators } from '../../src/spec/answers.js'
import { parseMetrics } from '../support/prometheus.js'
import { type Answer, parseJson } from './session.js'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
/** Begins and ends with a visible character. */
const printable = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/

// biome-ignore lint/suspicious/noExplicitAny: any answer
type Json = any

/** Finds the errors of an answer, for any request; one sentence for each. */
export function faultsOf(answer: Answer, operationId: string | null): string[] {
  const { status, headers, text, sent } = answer
  const faults: string[] = []
  const demand = (isMet: boolean, fault: string) => {
    if (!isMet) faults.push(fault)
  }
  if (answer.isFaulted) return faults
  // A scenario may force any error anywhere.
  const isScripted = headers.has('x-emulator-scenario')
  demand(status >= 200 && (status < 500 || isScripted), `status ${status}`)
  demand(uuid.test(headers.get('x-request-id') ?? ''), 'no x-request-id')
  if (sent.method.toUpperCase() === 'HEAD') {
    demand(text === '', 'a body after HEAD')
    return faults
  }
  const path = pathOf(sent.url)
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    demand(
      /^\/_emulator\/(events|webhooks\/listen)$/.test(path) && text.startsWith(': connected'),
      'an unexpected stream',
    )
    return faults
  }
  const isText = headers.get('content-type')?.startsWith('text/plain') === true
  if (isText && path === '/metrics' && status === 200) {
    demand(parseMetrics(text).size > 0, 'no metrics')
    return faults
  }
  if (isText) {
    demand(
      /^\/(_emulator|metrics$|health$|livez$|readyz$)/.test(path) && sent.headers.accept === 'text/plain',
      'plain text that was not requested',
    )
    demand(text !== '', 'an empty text')
    return faults
  }
  if (path === '/' && headers.get('content-type')?.startsWith('text/html')) return [] // the page, not an answer of an API
  const body: Json = parseJson(text)
  demand(typeof body === 'object' && body !== null, 'the body is not a JSON object')
  if (faults.length > 0) return faults
  if (status === 405) demand(/^[A-Z]+(, [A-Z]+)*$/.test(headers.get('allow') ?? ''), 'a 405 without Allow')
  if (/^\/v2(\/|$)/.test(path)) {
    for (const name of ['limit', 'remaining', 'reset'])
      demand(/^\d+$/.test(headers.get(`x-ratelimit-${name}`) ?? ''), `no x-ratelimit-${name}`)
    demand(status < 400 || 'errors' in body, 'not in the vendor’s envelope')
  }
  if (/^\/_emulator(\/|$)/.test(path))
    demand(status < 400 || !('errors' in body), 'an error of the control API in the vendor’s envelope')
  if (status < 400)
    demand(headers.get('content-type') === 'application/json; charset=utf-8', 'a success that is not application/json')
  else if ('errors' in body) faults.push(...vendorFaults(body, headers))
  else faults.push(...problemFaults(body, answer))
  if (operationId !== null && !isScripted) {
    const validate = answerValidators[`${operationId} ${status}`]
    demand(validate !== undefined, `${operationId} answers ${status}, which is not declared`)
    demand(validate?.(body) !== false, `breaks the document at ${validate?.errors?.[0]?.instancePath}`)
  }
  return faults
}

function vendorFaults({ errors }: Json, headers: Headers): string[] {
  const faults: string[] = []
  if (!printable.test(headers.get('x-emulator-hint') ?? ''))
    faults.push(`the hint is "${headers.get('x-emulator-hint')}"`)
  if (headers.get('content-type') !== 'application/json; charset=utf-8')
    faults.push('an error that is not application/json')
  if (!Array.isArray(errors) || errors.length === 0) return [...faults, 'no list of errors']
  for (const { code, title, detail, source, meta } of errors) {
    if (!/^\d{5}$/.test(code) || typeof code !== 'string') faults.push(`the code is ${JSON.stringify(code)}`)
    if (typeof title !== 'string' || title === '') faults.push('an error without a title')
    if (typeof detail !== 'string' || detail === '') faults.push('an error without detail')
    if (meta?.url !== `https://developers.telnyx.com/docs/overview/errors/${code}`)
      faults.push(`meta.url is ${meta?.url}`)
    const places = Object.keys(source ?? { pointer: '' })
    if (places.length !== 1 || !['pointer', 'parameter'].includes(places[0] as string))
      faults.push(`source is ${JSON.stringify(source)}`)
  }
  return faults
}

function problemFaults({ type, title, status, detail }: Json, answer: Answer): string[] {
  const faults: string[] = []
  if (answer.headers.get('content-type') !== 'application/problem+json; charset=utf-8')
    faults.push('an error that is not application/problem+json')
  if (typeof type !== 'string' || typeof title !== 'string' || title === '')
    faults.push('a problem without type or title')
  if (status !== answer.status) faults.push(`a problem that says status ${status}`)
  if (typeof detail !== 'string' || detail === '') faults.push('a problem without detail')
  return faults
}

/** The path as the server reads it. */
function pathOf(url: string): string {
  const { pathname } = new URL(url)
  try {
    return decodeURI(pathname)
  } catch {
    return pathname
  }
}
