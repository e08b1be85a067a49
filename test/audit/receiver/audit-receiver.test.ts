import { createHmac } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import Telnyx from 'telnyx'
import { describe, expect, onTestFinished, test } from 'vitest'
import { receiverPublicKey } from '../../../src/audit/receiver/audit-receiver.js'
import { caseNames } from '../../../src/audit/receiver/cases/cases.js'
import type { FetchHandler } from '../../../src/audit/receiver/options.js'
import { runAudit as auditReceiver } from '../../../src/audit/receiver/run-audit.js'
import { realTimers, type Timers } from '../../../src/audit/receiver/timers.js'
import { CannotRunError } from '../../../src/report/report.js'
import { KeyError } from '../../../src/webhook/key-error.js'
import { useTimers } from '../../support/receiver-timers.js'

const client = new Telnyx({ apiKey: 'KEY', publicKey: receiverPublicKey() })

/** A correct receiver as a function, with the given answers. */
function receiver({
  taken = () => new Response(null, { status: 204 }),
  refused = () => new Response(null, { status: 400 }),
} = {}): FetchHandler {
  return async (request) => {
    const headers = Object.fromEntries(request.headers)
    return client.webhooks.unwrap(await request.text(), { headers }).then(taken, refused)
  }
}

const audit = (handler: FetchHandler, options: Parameters<typeof auditReceiver>[1] = {}) =>
  auditReceiver(handler, options, useTimers().timers)

async function useServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`
}

const namesOf = (findings: readonly { rule: string }[]) => findings.map((finding) => finding.rule)
const genuine = caseNames.slice(0, caseNames.indexOf('no-signature'))
const forged = caseNames.slice(caseNames.indexOf('no-signature'))

describe('a receiver as a function', () => {
  test('passes if it is correct', async () => {
    const report = await audit(receiver())
    expect(report).toMatchObject({
      ok: true,
      advice: null,
      failures: [],
      target: 'http://receiver.localhost/webhooks',
      publicKey: receiverPublicKey(),
    })
    expect(report.findings.map(({ rule, kind }) => [rule, kind])).toEqual(caseNames.map((name) => [name, 'passed']))
  })

  test('fails with 500 if it throws or returns no Response', async () => {
    const throwing = receiver({
      refused: () => {
        throw new Error('no signature')
      },
    })
    const { failures } = await audit(throwing)
    expect(namesOf(failures)).toEqual(forged)
    expect(failures[0]).toMatchObject({ problem: 'failed', actual: '500, it threw no signature', expected: '4xx' })
    expect(failures[0]?.sentence).toContain('fills your error log')
    const nothing = await audit(receiver({ refused: () => undefined as unknown as Response }))
    expect(nothing.failures[0]).toMatchObject({ problem: 'failed', actual: '500, it returned no Response' })
  })

  test('W7: fails if it does not answer in time', async () => {
    const { timers, expireAll } = useTimers()
    const handler = receiver({
      refused: () => {
        expireAll()
        return new Promise<never>(() => {}) as never
      },
    })
    const { failures } = await auditReceiver(handler, { timeout: '700ms' }, timers)
    expect(namesOf(failures)).toEqual(forged)
    expect(failures[0]).toMatchObject({ problem: 'timed-out', actual: 'no answer within 700 ms' })
  })

  test('fails if it answers correctly, but not as expected', async () => {
    const { failures } = await audit(receiver(), { expect: { 'no-signature': 401 } })
    expect(failures).toEqual([
      expect.objectContaining({ rule: 'no-signature', problem: 'unexpected', actual: '400', expected: '401' }),
    ])
    expect(failures[0]?.sentence).toContain('The answer is not the one you expected.')
  })
})

describe('the key pair', () => {
  test('is derived from the seed or the private key, and the report has its public key', async () => {
    const privateKey = Buffer.alloc(32, 7).toString('base64')
    for (const key of [{ seed: 7 }, { privateKey }]) {
      const publicKey = receiverPublicKey(key)
      const other = new Telnyx({ apiKey: 'KEY', publicKey })
      const report = await audit(async (request) => {
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

  test('must have a valid key and secret', async () => {
    await expect(audit(receiver(), { privateKey: 'mine' })).rejects.toThrow(KeyError)
    await expect(audit(receiver(), { standardWebhooksSecret: '?' })).rejects.toThrow(KeyError)
  })
})

describe('a receiver that does not accept the good event', () => {
  const answering = (status: number, headers = {}) => audit(() => new Response(null, { status, headers }))

  test.each([
    [400, 'The good event was answered 400. Your handler probably has another public key'],
    [401, 'The good event was answered 401. Your handler probably has another public key'],
    [404, 'The good event was answered 404. Your handler is probably at another path.'],
    [405, 'The good event was answered 405. Your handler is probably at another path.'],
  ])('gets advice for %i, and its other refusals prove nothing', async (status, sentence) => {
    const report = await answering(status)
    expect(report.advice).toContain(sentence)
    expect(report.advice).toContain(`TELNYX_PUBLIC_KEY=${receiverPublicKey()}`)
    expect(report.acceptedEvents).toEqual([])
    expect(namesOf(report.failures)).toEqual(['good', ...forged])
    for (const result of report.findings.filter(({ rule }) => rule !== 'good' && genuine.includes(rule)))
      expect(result).toMatchObject({
        kind: 'skipped',
        sentence: 'Meaningless unless good is accepted.',
        tookMs: null,
      })
    for (const result of report.failures.slice(1))
      expect(result).toMatchObject({
        kind: 'proves-nothing',
        problem: 'unproven',
        actual: String(status),
        sentence: expect.stringContaining(
          'Refused, which proves nothing: the same verify.sent event, correctly signed',
        ),
      })
  })

  test('gets the target of a redirect as advice', async () => {
    const report = await answering(307, { location: '/webhooks/' })
    expect(report.advice).toBe('The good event was answered 307, to /webhooks/. Audit the URL it redirects to instead.')
    expect(report.failures).toEqual([
      expect.objectContaining({ rule: 'good', problem: 'redirected', actual: '307, to /webhooks/' }),
    ])
  })

  test('is judged on the other cases after a 500', async () => {
    const report = await audit(receiver({ taken: () => new Response(null, { status: 500 }) }))
    expect(report.advice).toBeNull()
    // Cases that need unknown fields to be accepted are not sent.
    expect(namesOf(report.failures)).toEqual([
      ...genuine.filter((name) => name !== 'large' && name !== 'split-character'),
      ...forged,
    ])
    expect(report.failures.at(-1)).toMatchObject({ kind: 'proves-nothing', actual: '400' })
    expect(report.findings.find((result) => result.rule === 'large')?.sentence).toBe(
      'Meaningless unless unknown-fields is accepted.',
    )
  })

  test('still fails for each forged event that it accepts', async () => {
    const handler: FetchHandler = (request) =>
      new Response(null, { status: request.headers.has('telnyx-timestamp') ? 400 : 204 })
    const report = await audit(handler)
    expect(report.advice).toContain('another public key')
    const accepted = report.failures.filter(({ problem }) => problem === 'accepted')
    expect(namesOf(accepted)).toEqual(['no-signature', 'other-header-family'])
    expect(namesOf(report.failures)).toEqual(['good', ...forged])
  })

  const withStandardWebhooks =
    (secret: string): FetchHandler =>
    async (request) => {
      const signed = `${request.headers.get('webhook-id')}.${request.headers.get('webhook-timestamp')}.${await request.text()}`
      const expected = `v1,${createHmac('sha256', Buffer.from(secret, 'base64')).update(signed).digest('base64')}`
      return new Response(null, { status: request.headers.get('webhook-signature') === expected ? 200 : 400 })
    }

  test('W10: is told to update SDK 7.0 to 7.17', async () => {
    const report = await audit(withStandardWebhooks(receiverPublicKey()))
    expect(report.advice).toContain('update the SDK to 7.18 or later')
    expect(report.failures.filter(({ kind }) => kind === 'failed').map(({ rule }) => rule)).toEqual([
      'good',
      'other-header-family',
    ])
  })

  test('W10: is told to update an SDK with its own secret, too', async () => {
    const secret = Buffer.from('a secret of its own').toString('base64')
    const report = await audit(withStandardWebhooks(secret), { standardWebhooksSecret: `whsec_${secret}` })
    expect(report.advice).toContain('update the SDK to 7.18 or later')
  })
})

describe('expected statuses', () => {
  test.each([[200], ['2xx'], [[200, '5xx']], ['200']])(
    'let a handler that silently drops forged events pass with %j',
    async (expectation) => {
      const expectations = Object.fromEntries(forged.map((name) => [name, expectation]))
      const report = await audit(receiver({ refused: () => new Response() }), { expect: expectations })
      expect(report.failures).toEqual([])
    },
  )

  test('let a strict handler skip the cases that depend on it', async () => {
    const strict = receiver()
    const handler: FetchHandler = async (request) => {
      const body = (await request.clone().json()) as object
      return Object.keys(body).length > 2 ? new Response(null, { status: 422 }) : strict(request)
    }
    const report = await audit(handler, { expect: { 'unknown-fields': 422 } })
    expect(report.failures).toEqual([])
    expect(report.findings.filter(({ kind }) => kind === 'skipped').map(({ rule }) => rule)).toEqual([
      'large',
      'split-character',
    ])
  })

  test.each([
    [{ bad: 200 }, /Unknown case "bad"\. Expected one of: good, duplicate, .*other-header-family\./],
    [
      { good: 'fine' },
      /The expected status of good must be a status like 200, a class like "2xx", or a list of them, not "fine"\./,
    ],
    [{ good: [] }, /not \[\]/],
    [{ good: 600 }, /not 600/],
    [{ good: null }, /not null/],
    [['good'], /Expected statuses must be an object/],
  ])('cannot be %j', async (given, sentence) => {
    const attempt = audit(receiver(), { expect: given as never })
    await expect(attempt).rejects.toThrow(CannotRunError)
    await expect(attempt).rejects.toThrow(sentence)
  })
})

describe('over a socket', () => {
  test('the requests look exactly like the vendor’s', async () => {
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
    await auditReceiver(`${url}?tenant=7`, {}, useTimers().timers)
    const expected = {
      method: 'POST',
      url: '/webhooks?tenant=7',
      type: 'application/json',
      agent: 'telnyx-webhooks',
      encoding: undefined,
    }
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(expected)]))
    expect(seen.length).toBeGreaterThan(100)
  })

  test('W7: a redirect is not followed', async () => {
    let isVisited = false
    const elsewhere = await useServer((_, response) => {
      isVisited = true
      response.writeHead(204).end()
    })
    const url = await useServer((_, response) => void response.writeHead(308, { location: elsewhere }).end())
    const report = await auditReceiver(url, {}, useTimers().timers)
    expect(report.advice).toContain(elsewhere)
    expect(isVisited).toBe(false)
  })

  test('credentials in the URL are used but never shown', async () => {
    const seen = new Set<string | undefined>()
    const url = new URL(
      await useServer((request, response) => {
        seen.add(request.headers.authorization)
        request.resume().on('end', () => response.writeHead(204).end())
      }),
    )
    url.username = 'hooks'
    url.password = 'hush'
    const report = await auditReceiver(url, {}, useTimers().timers)
    expect([...seen]).toEqual([`Basic ${Buffer.from('hooks:hush').toString('base64')}`])
    expect(JSON.stringify(report)).not.toContain('hush')
  })

  test('a connection lost on the good event gets advice about TLS and crashes', async () => {
    const url = await useServer((request) => void request.socket.destroy())
    const report = await auditReceiver(url, {}, useTimers().timers)
    expect(report.advice).toMatch(/connection was lost \(ECONNRESET\).*use https.*crash/)
    expect(report.failures).toEqual([expect.objectContaining({ rule: 'good', problem: 'dropped' })])
  })

  test('an incomplete answer counts as none', async () => {
    const url = await useServer((request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half', () => request.socket.destroy())
    })
    const report = await auditReceiver(url, {}, useTimers().timers)
    expect(report.failures[0]).toMatchObject({
      problem: 'dropped',
      actual: 'no answer: the connection was lost (its 200 answer broke off)',
    })
  })

  test('a receiver that stops during the audit fails', async () => {
    let answered = 0
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        if (++answered === 3) server.close()
        response.writeHead(204, { connection: 'close' }).end()
      })
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const report = await auditReceiver(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      {},
      useTimers().timers,
    )
    expect(report.failures.length).toBeGreaterThan(5)
    expect(report.failures.at(-1)).toMatchObject({
      kind: 'proves-nothing',
      actual: expect.stringContaining('Nothing listens at'),
    })
  })
})

describe('an audit that cannot run says what to do', () => {
  const failing = (target: string, timers = useTimers().timers) => expect(auditReceiver(target, {}, timers)).rejects

  test.each([
    ['webhooks', '"webhooks" is not a valid receiver URL. Use one like http://localhost:3000/webhooks.'],
    ['localhost:3000', '"localhost:3000" is not a valid receiver URL.'],
    ['ftp://localhost/', '"ftp://localhost/" is not a valid receiver URL.'],
  ])('%s', async (target, sentence) => {
    await failing(target).toThrow(CannotRunError)
    await failing(target).toThrow(sentence)
  })

  test.each([0, -1, Number.NaN, 2 ** 31, 'soon'])('for the timeout %s', async (timeout) => {
    await expect(audit(receiver(), { timeout })).rejects.toThrow(
      `The timeout must be a duration like 2s or 500ms, or a number of milliseconds above 0, not ${JSON.stringify(timeout)}.`,
    )
  })

  test('if nothing listens', async () => {
    const server = createSocketServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    await failing(`http://127.0.0.1:${port}`).toThrow(`Nothing listens at 127.0.0.1:${port}. Is your app running?`)
  })

  test('if the server does not use TLS', async () => {
    const url = await useServer((_, response) => void response.end())
    await failing(url.replace('http:', 'https:')).toThrow('does not use TLS. Use http.')
  })

  test('if the server does not speak HTTP', async () => {
    const server = createSocketServer((socket) => void socket.end('220 mail.example.com ESMTP\r\n')).listen(
      0,
      '127.0.0.1',
    )
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    await failing(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).toThrow('does not speak HTTP')
  })

  test('if the connection times out', async () => {
    const url = await useServer((_, response) => void response.end())
    const atOnce: Timers = {
      ...useTimers().timers,
      deadline: (_, expire) => {
        queueMicrotask(expire)
        return () => {}
      },
    }
    await failing(url, atOnce).toThrow('timed out')
  })
})

describe('real timers', () => {
  test('end a pause and expire a deadline', async () => {
    await realTimers.pause(1)
    await new Promise<void>((resolve) => realTimers.deadline(1, resolve))
  })

  test('do not expire a canceled deadline', async () => {
    let hasExpired = false
    const cancel = realTimers.deadline(1, () => {
      hasExpired = true
    })
    cancel()
    await realTimers.pause(5)
    expect(hasExpired).toBe(false)
  })
})

test('options that do not exist are refused with a suggestion', async () => {
  await expect(auditReceiver(() => new Response(), { timout: 5 } as never)).rejects.toThrow(
    'auditReceiver(): Unknown option "timout". Did you mean timeout?',
  )
  expect(() => receiverPublicKey({ sed: 1 } as never)).toThrow(
    'receiverPublicKey(): Unknown option "sed". Did you mean seed?',
  )
})
