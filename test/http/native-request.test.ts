import { expect, test } from 'vitest'
import { toNativeRequest } from '../../src/http/native-request.js'

const url = 'http://emulator.test/v2/verifications/sms'

/** A signal as jsdom has it: with the same members, but not an AbortSignal of Node. */
function useForeignSignal() {
  const target = new EventTarget()
  const signal = Object.assign(target, { aborted: false, reason: undefined as unknown })
  const abort = (reason: unknown) => {
    Object.assign(signal, { aborted: true, reason })
    target.dispatchEvent(new Event('abort'))
  }
  return { signal: signal as unknown as AbortSignal, abort }
}

test('a request of Node is created as by its constructor', async () => {
  const request = await toNativeRequest(url, { method: 'POST', body: '{}', headers: { authorization: 'Bearer a' } })
  expect(request).toBeInstanceOf(Request)
  expect([request.method, request.headers.get('authorization'), await request.text()]).toEqual([
    'POST',
    'Bearer a',
    '{}',
  ])
  const copy = await toNativeRequest(new Request(url, { method: 'PUT', body: 'x' }), { headers: { a: 'b' } })
  expect([copy.method, copy.headers.get('a'), await copy.text()]).toEqual(['PUT', 'b', 'x'])
})

test('a signal of another realm aborts the request with its reason', async () => {
  const { signal, abort } = useForeignSignal()
  const request = await toNativeRequest(url, { signal })
  expect(request.signal.aborted).toBe(false)
  abort('given up')
  expect([request.signal.aborted, request.signal.reason]).toEqual([true, 'given up'])
})

test('a signal of another realm that has aborted already aborts the request', async () => {
  const { signal, abort } = useForeignSignal()
  abort('too late')
  expect((await toNativeRequest(url, { signal })).signal.reason).toBe('too late')
})

test('the request of a polyfill keeps its method, headers and body', async () => {
  const { signal, abort } = useForeignSignal()
  const arrayBuffer = async () => new TextEncoder().encode('{"code":"1"}').buffer
  const polyfilled = { url, method: 'POST', headers: [['x-a', 'b']], signal, arrayBuffer } as unknown as Request
  const request = await toNativeRequest(polyfilled)
  expect([request.url, request.method, request.headers.get('x-a'), await request.text()]).toEqual([
    url,
    'POST',
    'b',
    '{"code":"1"}',
  ])
  abort('given up')
  expect(request.signal.reason).toBe('given up')
  expect((await toNativeRequest({ ...polyfilled, method: 'GET' } as Request)).body).toBeNull()
})
