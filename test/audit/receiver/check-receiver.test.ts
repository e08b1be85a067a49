import { createHmac } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import Telnyx from 'telnyx'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CannotCheck } from '../../../src/audit/receiver/cannot-check.js'
import { caseNames } from '../../../src/audit/receiver/cases/cases.js'
import { checkReceiver, receiverPublicKey } from '../../../src/audit/receiver/check-receiver.js'
import type { FetchHandler } from '../../../src/audit/receiver/options.js'
import { realTimers, type Timers } from '../../../src/audit/receiver/timers.js'
import { KeyError } from '../../../src/webhook/key-error.js'
import { useTimers } from '../../support/receiver-timers.js'

const client = new Telnyx({ apiKey: 'KEY', publicKey: receiverPublicKey() })

/** A correct receiver as a function, which answers as it is told. */
function receiver({
  taken = () => new Response(null, { status: 204 }),
  refused = () => new Response(null, { status: 400 }),
} = {}): FetchHandler {
  return async (request) => {
    const headers = Object.fromEntries(request.headers)
    return client.webhooks.unwrap(await request.text(), { headers }).then(taken, refused)
  }
}

const check = (handler: FetchHandler, options: Parameters<typeof checkReceiver>[1] = {}) =>
  checkReceiver(handler, options, useTimers().timers)

async function useServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`
}

const namesOf = (findings: readonly { case: string }[]) => findings.map((finding) => finding.case)
const genuine = caseNames.slice(0, caseNames.indexOf('no-signature'))
const forged = caseNames.slice(caseNames.indexOf('no-signature'))

describe('a receiver as a function', () => {
  test('that is correct passes', async () => {
    const report = await check(receiver())
    expect(report).toMatchObject({
      ok: true,
      advice: null,
      findings: [],
      target: 'http://receiver.localhost/webhooks',
      publicKey: receiverPublicKey(),
    })
    expect(report.results.map((result) => [result.case, result.verdict])).toEqual(caseNames.map((name) => [name, 'ok']))
  })

  test('that throws, or returns no Response, has answered 500', async () => {
    const throwing = receiver({
      refused: () => {
        throw new Error('no signature')
      },
    })
    const { findings } = await check(throwing)
    expect(namesOf(findings)).toEqual(forged)
    expect(findings[0]).toMatchObject({ problem: 'failed', answer: '500, it threw no signature', expected: '4xx' })
    expect(findings[0]?.meaning).toContain('error log fills')
    const nothing = await check(receiver({ refused: () => undefined as unknown as Response }))
    expect(nothing.findings[0]).toMatchObject({ problem: 'failed', answer: '500, it returned no Response' })
  })

  test('W7: that does not answer in time is told so', async () => {
    const { timers, expireAll } = useTimers()
    const handler = receiver({
      refused: () => {
        expireAll()
        return new Promise<never>(() => {}) as never
      },
    })
    const { findings } = await checkReceiver(handler, { timeoutMs: 700 }, timers)
    expect(namesOf(findings)).toEqual(forged)
    expect(findings[0]).toMatchObject({ problem: 'timed-out', answer: 'no answer within 700 ms' })
  })

  test('that answers rightly, but not as it was expected to, has a finding that says so', async () => {
    const { findings } = await check(receiver(), { expect: { 'no-signature': 401 } })
    expect(findings).toEqual([
      expect.objectContaining({ case: 'no-signature', problem: 'unexpected', answer: '400', expected: '401' }),
    ])
    expect(findings[0]?.meaning).toBe('The answer is not the one that you asked for.')
  })
})

describe('the key pair', () => {
  test('follows the seed or the private key, and the report names its public key', async () => {
    const privateKey = Buffer.alloc(32, 7).toString('base64')
    for (const key of [{ seed: 7 }, { privateKey }]) {
      const publicKey = receiverPublicKey(key)
      const other = new Telnyx({ apiKey: 'KEY', publicKey })
      const report = await check(async (request) => {
        const headers = Object.fromEntries(request.headers)
        return other.webhooks.unwrap(await request.text(), { headers }).then(
          () => new Response(),
          () => new Response(null, { status: 403 }),
        )
      }, key)
      expect(report).toMatchObject({ ok: true, publicKey })
    }
    expect(receiverPublicKey({ seed: '7' })).toBe(receiverPublicKey({ seed: 7 }))
    expect(receiverPublicKey({ seed: 7 })).not.toBe(receiverPublicKey())
  })

  test('a key or a secret that is none is refused', async () => {
    await expect(check(receiver(), { privateKey: 'mine' })).rejects.toThrow(KeyError)
    await expect(check(receiver(), { standardWebhooksSecret: '?' })).rejects.toThrow(KeyError)
  })
})

describe('when the good event is not taken', () => {
  const answering = (status: number, headers = {}) => check(() => new Response(null, { status, headers }))

  test.each([
    [400, 'The good event was answered 400. Probably your handler has another public key'],
    [401, 'The good event was answered 401. Probably your handler has another public key'],
    [404, 'The good event was answered 404. Probably your handler is at another path.'],
    [405, 'The good event was answered 405. Probably your handler is at another path.'],
  ])('%i: the advice comes first, and nothing else is judged', async (status, sentence) => {
    const report = await answering(status)
    expect(report.advice).toContain(sentence)
    expect(report.advice).toContain(`TELNYX_PUBLIC_KEY=${receiverPublicKey()}`)
    expect(namesOf(report.findings)).toEqual(['good'])
    const [, ...others] = report.results
    for (const result of others)
      expect(result).toMatchObject({
        verdict: 'skipped',
        answer: 'means nothing while good is not taken',
        tookMs: null,
      })
  })

  test('307: the advice names where it leads', async () => {
    const report = await answering(307, { location: '/webhooks/' })
    expect(report.advice).toBe(
      'The good event was answered 307, to /webhooks/. Check the URL that it leads to instead.',
    )
    expect(report.findings).toEqual([
      expect.objectContaining({ case: 'good', problem: 'redirected', answer: '307, to /webhooks/' }),
    ])
  })

  test('500: the others are judged, for they may still be refused', async () => {
    const report = await check(receiver({ taken: () => new Response(null, { status: 500 }) }))
    expect(report.advice).toBeNull()
    // What needs unknown fields to be taken is not tried.
    expect(namesOf(report.findings)).toEqual(genuine.filter((name) => name !== 'large' && name !== 'split-character'))
    expect(report.results.find((result) => result.case === 'large')?.answer).toBe(
      'means nothing while unknown-fields is not taken',
    )
  })

  test('with another key, a forged event that is taken is a finding all the same', async () => {
    const handler: FetchHandler = (request) =>
      new Response(null, { status: request.headers.has('telnyx-timestamp') ? 400 : 204 })
    const report = await check(handler)
    expect(report.advice).toContain('another public key')
    expect(namesOf(report.findings)).toEqual(['good', 'no-signature', 'other-header-family'])
  })

  const withStandardWebhooks =
    (secret: string): FetchHandler =>
    async (request) => {
      const signed = `${request.headers.get('webhook-id')}.${request.headers.get('webhook-timestamp')}.${await request.text()}`
      const expected = `v1,${createHmac('sha256', Buffer.from(secret, 'base64')).update(signed).digest('base64')}`
      return new Response(null, { status: request.headers.get('webhook-signature') === expected ? 200 : 400 })
    }

  test('W10: a receiver built with SDK 7.0 to 7.17 is told to update it', async () => {
    const report = await check(withStandardWebhooks(receiverPublicKey()))
    expect(report.advice).toContain('update the SDK to 7.18 or newer')
    expect(namesOf(report.findings)).toEqual(['good', 'other-header-family'])
  })

  test('W10: with a secret of its own too, when the kit is given it', async () => {
    const secret = Buffer.from('a secret of one’s own').toString('base64')
    const report = await check(withStandardWebhooks(secret), { standardWebhooksSecret: `whsec_${secret}` })
    expect(report.advice).toContain('update the SDK to 7.18 or newer')
  })
})

describe('expectations', () => {
  test.each([[200], ['2xx'], [[200, '5xx']], ['200']])(
    'a handler that drops forged events silently passes with %j',
    async (expectation) => {
      const expectations = Object.fromEntries(forged.map((name) => [name, expectation]))
      const report = await check(receiver({ refused: () => new Response() }), { expect: expectations })
      expect(report.findings).toEqual([])
    },
  )

  test('a handler that is strict on purpose: what builds on it is skipped, not found', async () => {
    const strict = receiver()
    const handler: FetchHandler = async (request) => {
      const body = (await request.clone().json()) as object
      return Object.keys(body).length > 2 ? new Response(null, { status: 422 }) : strict(request)
    }
    const report = await check(handler, { expect: { 'unknown-fields': 422 } })
    expect(report.findings).toEqual([])
    expect(report.results.filter(({ verdict }) => verdict === 'skipped').map((result) => result.case)).toEqual([
      'large',
      'split-character',
    ])
  })

  test.each([
    [{ bad: 200 }, /There is no case bad\. The cases are good, duplicate, .*other-header-family\./],
    [
      { good: 'fine' },
      /What good is to be answered must be a status as 200, a class as "2xx", or a list of them, not "fine"\./,
    ],
    [{ good: [] }, /not \[\]/],
    [{ good: 600 }, /not 600/],
    [{ good: null }, /not null/],
    [['good'], /Expectations are an object/],
  ])('%j is refused', async (given, sentence) => {
    const attempt = check(receiver(), { expect: given as never })
    await expect(attempt).rejects.toThrow(CannotCheck)
    await expect(attempt).rejects.toThrow(sentence)
  })
})

describe('over a socket', () => {
  test('what is posted is exactly what a receiver of the vendor’s webhooks sees', async () => {
    const seen: unknown[] = []
    const url = await useServer((request, response) => {
      const { method, headers, url } = request
      seen.push({
        method,
        url,
        type: headers['content-type'],
        agent: headers['user-agent'],
        encoding: headers['transfer-encoding'],
      })
      request.resume().on('end', () => response.writeHead(204).end())
    })
    await checkReceiver(`${url}?tenant=7`, {}, useTimers().timers)
    const expected = {
      method: 'POST',
      url: '/webhooks?tenant=7',
      type: 'application/json',
      agent: 'telnyx-webhooks',
      encoding: undefined,
    }
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(expected)]))
    expect(seen).toHaveLength(caseNames.length + 2)
  })

  test('W7: a redirect is not followed', async () => {
    let isVisited = false
    const elsewhere = await useServer((_, response) => {
      isVisited = true
      response.writeHead(204).end()
    })
    const url = await useServer((_, response) => void response.writeHead(308, { location: elsewhere }).end())
    const report = await checkReceiver(url, {}, useTimers().timers)
    expect(report.advice).toContain(elsewhere)
    expect(isVisited).toBe(false)
  })

  test('credentials in the URL are used, and shown nowhere', async () => {
    const seen = new Set<string | undefined>()
    const url = new URL(
      await useServer((request, response) => {
        seen.add(request.headers.authorization)
        request.resume().on('end', () => response.writeHead(204).end())
      }),
    )
    url.username = 'hooks'
    url.password = 'hush'
    const report = await checkReceiver(url, {}, useTimers().timers)
    expect([...seen]).toEqual([`Basic ${Buffer.from('hooks:hush').toString('base64')}`])
    expect(JSON.stringify(report)).not.toContain('hush')
  })

  test('a connection that is cut on the good event: see whether it is TLS, or dead', async () => {
    const url = await useServer((request) => void request.socket.destroy())
    const report = await checkReceiver(url, {}, useTimers().timers)
    expect(report.advice).toMatch(/connection was lost \(ECONNRESET\).*write https.*died/)
    expect(report.findings).toEqual([expect.objectContaining({ case: 'good', problem: 'dropped' })])
  })

  test('an answer that breaks off is no answer', async () => {
    const url = await useServer((request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half', () => request.socket.destroy())
    })
    const report = await checkReceiver(url, {}, useTimers().timers)
    expect(report.findings[0]).toMatchObject({
      problem: 'dropped',
      answer: 'no answer: the connection was lost (its answer 200 broke off)',
    })
  })

  test('a receiver that goes away in the middle is found, not an error of the kit', async () => {
    let answered = 0
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        if (++answered === 3) server.close()
        response.writeHead(204, { connection: 'close' }).end()
      })
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const report = await checkReceiver(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      {},
      useTimers().timers,
    )
    expect(report.findings.length).toBeGreaterThan(5)
    expect(report.findings.at(-1)).toMatchObject({
      problem: 'dropped',
      answer: expect.stringContaining('Nothing listens at'),
    })
  })
})

describe('what cannot be checked is an error that says what to do', () => {
  const failing = (target: string, timers = useTimers().timers) => expect(checkReceiver(target, {}, timers)).rejects

  test.each([
    ['webhooks', 'webhooks is no URL of a receiver. Write it out, as http://localhost:3000/webhooks.'],
    ['localhost:3000', 'localhost:3000 is no URL of a receiver.'],
    ['ftp://localhost/', 'ftp://localhost/ is no URL of a receiver.'],
  ])('%s', async (target, sentence) => {
    await failing(target).toThrow(CannotCheck)
    await failing(target).toThrow(sentence)
  })

  test.each([0, -1, 1.5, Number.NaN, 2 ** 31])('a time-out of %d', async (timeoutMs) => {
    await expect(check(receiver(), { timeoutMs })).rejects.toThrow(
      `The time-out must be a whole number of milliseconds above 0, not ${timeoutMs}.`,
    )
  })

  test('nobody there', async () => {
    const server = createSocketServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    await failing(`http://127.0.0.1:${port}`).toThrow(`Nothing listens at 127.0.0.1:${port}: is your app running?`)
  })

  test('no TLS where TLS is asked for', async () => {
    const url = await useServer((_, response) => void response.end())
    await failing(url.replace('http:', 'https:')).toThrow('speaks no TLS: write http.')
  })

  test('something that is not HTTP', async () => {
    const server = createSocketServer((socket) => void socket.end('220 mail.example.com ESMTP\r\n')).listen(
      0,
      '127.0.0.1',
    )
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    await failing(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).toThrow('is not HTTP')
  })

  test('no connection in time', async () => {
    const url = await useServer((_, response) => void response.end())
    const atOnce: Timers = {
      ...useTimers().timers,
      deadline: (_, expire) => {
        queueMicrotask(expire)
        return () => {}
      },
    }
    await failing(url, atOnce).toThrow('came about in time')
  })
})

describe('real timers', () => {
  test('a pause ends, a deadline expires', async () => {
    await realTimers.pause(1)
    await new Promise<void>((resolve) => realTimers.deadline(1, resolve))
  })

  test('a deadline that was called off does not expire', async () => {
    let hasExpired = false
    const callOff = realTimers.deadline(1, () => {
      hasExpired = true
    })
    callOff()
    await realTimers.pause(5)
    expect(hasExpired).toBe(false)
  })
})
