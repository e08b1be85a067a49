import type { EmulatorOptions } from '../../src/index.js'
import type { PassthroughOptions } from '../../src/passthrough/options.js'
import { phone, usePassing } from '../passthrough/pair.js'
import { dial, parseMessage, useRawUpstream } from '../passthrough/sockets.js'

export const id = '7a0f5c1e-3b6d-4a80-9c1f-000000000001'
const stranger = '+13125550199'
/** The body of a send to a number that is not allowed. */
export const send = `{"phone_number":"${stranger}","verify_profile_id":"${id}"}`
const shut: PassthroughOptions = { allowNumbers: [phone], maxSends: 1, allowExisting: false, allowUnknown: false }

/** A passthrough with the operator's key, and everything that reaches its upstream. */
export async function useGate(options: PassthroughOptions = {}, ofEmulator: EmulatorOptions = {}) {
  const arrived: string[] = []
  const upstream = await useRawUpstream(({ socket }) => {
    socket.on('data', (text: string) => {
      arrived.push(text)
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok')
    })
  })
  const passing = await usePassing(
    { upstream: upstream.url, upstreamKey: 'KEY-of-operator', ...shut, ...options },
    ofEmulator,
  )
  const ask = async (first: string, lines: readonly string[] = [], body = '') => {
    const head = [first, 'Host: 127.0.0.1', 'Authorization: Bearer sandbox_a', ...lines, '', '']
    const { received } = await dial(passing.url, head.join('\r\n') + body)
    return parseMessage(await received.until((text) => parseMessage(text, first.startsWith('HEAD')).isWhole))
  }
  return { ask, arrived, passing }
}

export const length = (body: string) => `Content-Length: ${body.length}`
