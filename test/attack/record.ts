import type { RecordedExchange } from '../../src/recording/exchange.js'
import { toHar } from '../../src/recording/har.js'
import { Redactor } from '../../src/recording/redactor.js'

/** A redactor that knows nothing yet. */
export const newRedactor = () =>
  new Redactor({
    standInForNumber: () => '+13125550100',
    standInForCode: (code) => '*'.repeat(code.length),
    standInsForNames: new Map(),
    keys: [],
  })

/** What is told of an exchange. */
export interface Parts {
  readonly url?: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly request?: string
  readonly answer?: string
  readonly answerHeaders?: readonly (readonly [string, string])[]
}

export function toExchange({
  url = '/v2/verify_profiles',
  headers = [],
  request,
  answer,
  answerHeaders = [],
}: Parts): RecordedExchange {
  const body = (text: string | undefined) => ({ size: text?.length ?? 0, ...(text !== undefined && { text }) })
  return {
    method: 'POST',
    url: `https://api.telnyx.com${url}`,
    startedAt: 0,
    waitMs: 1,
    receiveMs: 1,
    request: { httpVersion: '1.1', headers, body: body(request) },
    answer: { status: 200, reason: 'OK', httpVersion: '1.1', headers: answerHeaders, body: body(answer) },
  }
}

/** Everything that is written of exchanges, as text. */
export function record(...exchanges: Parts[]): string {
  const redactor = newRedactor()
  return exchanges
    .map(toExchange)
    .map((exchange) => {
      redactor.learn(exchange)
      return JSON.stringify(toHar([exchange], { redactor, version: '1' }))
    })
    .join('\n')
}
