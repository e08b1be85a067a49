import { connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { FaultRequest } from '../../src/client/types.js'
import { useApi } from '../support/emulator.js'

/** Faults over sockets, byte by byte. */

const phone_number = '+13035551234'
const start = JSON.stringify({ phone_number, verify_profile_id: '4900019b-76da-b800-8000-000000000001' })
const headOf = (sandbox: string) => `Host: 127.0.0.1\r\nAuthorization: Bearer sandbox_${sandbox}\r\n`
const requestOf = (sandbox = 'default') =>
  `POST /v2/verifications/sms HTTP/1.1\r\n${headOf(sandbox)}Content-Type: application/json\r\nContent-Length: ${start.length}\r\n\r\n${start}`

async function usePort(faults: FaultRequest[]) {
  // Nothing that goes wrong while sending is printed.
  const complaints = vi.spyOn(console, 'error')
  onTestFinished(() => {
    expect(complaints).not.toHaveBeenCalled()
    complaints.mockRestore()
  })
  const api = await useApi({ faults })
  const { port } = await api.emulator.listen()
  return { ...api, port }
}

/** Opens a connection, sends text and collects the response. The server ends the connection, unless `hangUp` does. */
function dial(port: number, sent: string) {
  let bytes = Buffer.alloc(0)
  let error: string | undefined
  const watchers = new Set<() => void>()
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(sent))
  onTestFinished(() => void socket.destroy())
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk])
    for (const look of watchers) look()
  })
  const end = new Promise<string>((resolve) => {
    socket.on('end', () => resolve('FIN'))
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      error = code
    })
    socket.on('close', () => resolve(error ?? 'closed'))
  })
  return {
    end: end.then((word) => ({ word, ...parse(bytes) })),
    /** Resolves once the response is as long as announced. */
    whole: () =>
      new Promise<ReturnType<typeof parse>>((resolve) => {
        const look = () => {
          const answer = parse(bytes)
          if (answer.status === undefined || answer.body.length < answer.announced) return
          watchers.delete(look)
          resolve(answer)
        }
        watchers.add(look)
        look()
      }),
    write: (text: string) => {
      bytes = Buffer.alloc(0)
      socket.write(text)
    },
    hangUp: () => socket.destroy(),
  }
}

function parse(bytes: Buffer) {
  const [head = '', body = ''] = bytes.toString('latin1').split('\r\n\r\n')
  const [statusLine, ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => line.split(': ', 2).map((word) => word.toLowerCase())))
  const [, status] = /^HTTP\/1\.1 (\d{3}) \w/.exec(statusLine ?? '') ?? []
  return { bytes: bytes.length, status, headers, body, announced: Number(headers['content-length']) }
}

test.each([
  [{ kind: 'reset' }, 0],
  [{ kind: 'reset', at: 'before' }, 0],
  [{ kind: 'reset', at: 'during' }, 0.5],
  [{ kind: 'reset', at: 'after' }, 1],
] as const)('%j: the connection is reset after this share of the body: %d', async (fault, share) => {
  const { port, emulator } = await usePort([{ fault }])
  const { word, bytes, status, headers, body, announced } = await dial(port, requestOf()).end
  expect(word).toBe('ECONNRESET')
  expect(await emulator.inbox.list()).toHaveLength(share > 0 ? 1 : 0)
  if (share === 0) {
    expect(bytes).toBe(0)
    return
  }
  expect(status).toBe('200')
  expect(headers.connection).toBe(share === 1 ? 'close' : 'keep-alive')
  expect(body).toHaveLength(Math.floor(announced * share))
  if (share === 1) expect(JSON.parse(body).data.phone_number).toBe(phone_number)
  else expect(body).toMatch(/^\{"data":\{/)
})

test('truncated: the connection ends after half of the announced body', async () => {
  const { port } = await usePort([{ fault: { kind: 'truncated' } }])
  const { word, status, body, announced } = await dial(port, requestOf()).end
  expect([word, status]).toEqual(['FIN', '200'])
  expect(announced).toBeGreaterThan(100)
  expect(body).toHaveLength(announced >> 1)
})

test.each([
  [{ kind: 'reset' }, 'ECONNRESET'],
  [{ kind: 'reset', at: 'during' }, 'ECONNRESET'],
  [{ kind: 'reset', at: 'after' }, 'ECONNRESET'],
  [{ kind: 'truncated' }, 'FIN'],
] as const)(
  '%j of a request that comes together with another one follows the answer to that one',
  async (fault, end) => {
    const { port } = await usePort([{ match: { channel: 'sms' }, fault }])
    const list = `GET /v2/verifications/by_phone_number/${phone_number} HTTP/1.1\r\n${headOf('default')}\r\n`
    const { word, status, body, announced } = await dial(port, list + requestOf()).end
    expect([word, status]).toEqual([end, '200'])
    expect(body.slice(0, announced)).toMatch(/^\{"data":\[.*\}$/)
  },
)

test.each([
  [{ kind: 'malformed' }, '200', 'application/json; charset=utf-8', /^\{"data":\{.*<$/],
  [{ kind: 'wrong-type' }, '200', 'text/html; charset=utf-8', /^\{"data":\{.*\}\}$/],
  [{ kind: 'status', status: 503 }, '503', 'application/json; charset=utf-8', /^\{"errors":\[.*\]\}$/],
  [{ kind: 'latency', delay: ['1ms', '2ms'] }, '200', 'application/json; charset=utf-8', /^\{"data":\{.*\}\}$/],
] as const)(
  '%j: the response has the announced length, and the connection stays usable',
  async (fault, status, type, pattern) => {
    const { port } = await usePort([{ fault: fault as FaultRequest['fault'], times: 1 }])
    const line = dial(port, requestOf())
    const broken = await line.whole()
    expect([broken.status, broken.headers['content-type']]).toEqual([status, type])
    expect(broken.body).toHaveLength(broken.announced)
    expect(broken.body).toMatch(pattern)
    line.write(requestOf())
    const good = await line.whole()
    expect([good.status, JSON.parse(good.body).data.status]).toEqual(['200', 'pending'])
  },
)

test('hang: no byte is sent until the emulator closes', async () => {
  const { port, emulator } = await usePort([{ fault: { kind: 'hang' } }])
  const line = dial(port, requestOf())
  await emulator.inbox.next(phone_number)
  await emulator.close()
  expect(await line.end).toMatchObject({ word: 'ECONNRESET', bytes: 0 })
})

test('hang: a wait ends when the client disconnects', async () => {
  const { port, emulator } = await usePort([{ fault: { kind: 'hang' } }])
  const line = dial(port, requestOf('busy'))
  await emulator.sandbox('busy').inbox.next(phone_number)
  // A sandbox with a waiting request is emptied but not dropped.
  const isDropped = async () => {
    await fetch(`http://127.0.0.1:${port}/_emulator/sandboxes/busy`, { method: 'DELETE' })
    return (await emulator.server.sandboxes.list()).every(({ sandbox }) => sandbox !== 'busy')
  }
  expect(await isDropped()).toBe(false)
  line.hangUp()
  let tries = 0
  while (!(await isDropped()) && tries < 1000) tries++
  expect(tries).toBeLessThan(1000)
})

test('a fault breaks one connection only', async () => {
  const { port, emulator } = await usePort([{ match: { channel: 'sms' }, fault: { kind: 'hang' } }])
  const hanging = dial(port, requestOf())
  await emulator.inbox.next(phone_number)
  const other = dial(port, `GET /v2/verifications/by_phone_number/${phone_number} HTTP/1.1\r\n${headOf('default')}\r\n`)
  expect((await other.whole()).status).toBe('200')
  hanging.hangUp()
  expect(await hanging.end).toMatchObject({ word: 'closed', bytes: 0 })
})
