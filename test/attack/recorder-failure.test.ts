import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Recorder } from '../../src/passthrough/recording/recorder.js'
import { Slices } from '../../src/passthrough/recording/slices.js'
import { BodyCopy } from '../../src/passthrough/relay/body-copy.js'
import type { UpstreamExchange } from '../../src/passthrough/relay/exchange.js'
import { readRequestTarget } from '../../src/passthrough/relay/request-target.js'
import { Redactor } from '../../src/recording/redactor.js'
import { open, usePassing } from '../passthrough/pair.js'
import { useRawUpstream } from '../passthrough/sockets.js'
import { useFolder } from '../support/folder.js'

const secret = 'qSecret7Zx'

function toExchange(text: string): UpstreamExchange {
  const body = new BodyCopy()
  body.add(Buffer.from(text))
  return {
    asked: readRequestTarget('POST', '/v2/verify_profiles'),
    url: 'https://api.telnyx.com/v2/verify_profiles',
    request: { httpVersion: '1.1', headers: ['Authorization', `Bearer ${secret}`], body },
    response: null,
    failure: null,
    startedAt: 0,
    took: { waitMs: 1, receiveMs: 0 },
    isOverlapped: false,
  }
}

test('what cannot be redacted is not written, and is said once without its content', async () => {
  const folder = useFolder()
  const warnings: string[] = []
  const redactor = new Redactor({
    standInForNumber: () => {
      throw new Error(`/${secret}|.*/: too large`)
    },
    standInForCode: (code) => code,
    standInsForNames: new Map(),
    keys: [],
  })
  const recorder = new Recorder({
    folder,
    redactor,
    version: '1',
    driftOf: async () => null,
    slices: new Slices(() => performance.now()),
    warn: (said) => warnings.push(said),
  })
  const number = '{"phone_number":"+13125550123"}'
  for (const body of [number, '{"name":"A"}', number, '{"name":"B"}']) recorder.add(toExchange(body))
  await recorder.flush()
  expect(readdirSync(folder)).toEqual(['00001-CreateVerifyProfile.har', '00002-CreateVerifyProfile.har'])
  expect(warnings).toEqual([
    `Cannot record an exchange in ${folder}: An exchange could not be redacted, so nothing of it was written. This is a bug in the emulator; please report it. Further failures are not reported.`,
  ])
})

test('a body that is nested 200,000 deep neither breaks the answer nor the recordings after it', async () => {
  const upstream = await useRawUpstream(({ socket }) => {
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"data":[]}'),
    )
  })
  const record = useFolder()
  const warnings: string[] = []
  const passing = await usePassing(
    { upstream: upstream.url, ...open, record },
    { onWarning: (said) => warnings.push(said) },
  )
  const headers = { 'content-type': 'application/json', connection: 'close' }
  const deep = `{"password":"${secret}","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
  for (const body of [deep, '{"name":"A"}'])
    expect((await fetch(`${passing.url}/verify_profiles`, { method: 'POST', headers, body })).status).toBe(200)
  await passing.close()
  expect(readdirSync(record).filter((name) => name.endsWith('.har'))).not.toEqual([])
  expect(warnings.join('')).not.toContain(secret)
})
