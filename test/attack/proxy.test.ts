import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, createServer as createSocketServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findUser } from '../../src/proxy/access.js'
import { isLoopback, isMetadata, toHost } from '../../src/proxy/target.js'
import { dial } from '../passthrough/sockets.js'
import { askFor, host, openTunnel, useProxy, useServer } from '../proxy/proxy-harness.js'

const credential = `Basic ${Buffer.from('tve:secret').toString('base64')}`

/** A server that keeps what it was sent, and answers each connection once. */
async function useListener() {
  const received: string[] = []
  const port = await useServer(
    createSocketServer((socket) =>
      socket.on('data', (bytes) => {
        received.push(bytes.toString('latin1'))
        if (received.join('').includes('\r\n\r\n')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      }),
    ),
  )
  return { port, received }
}

describe('metadata services are refused in every spelling', () => {
  test.each([
    '2852039166:80',
    '0xa9fea9fe:80',
    '0XA9.0376.43518:80',
    '169.16689662:80',
    '0251.0376.0251.0376:80',
    '169.254.169.254.:80',
    '[::ffff:169.254.169.254]:80',
    '[::ffff:0:a9fe:a9fe]:80',
    '[::169.254.169.254]:80',
    '[64:ff9b::a9fe:a9fe]:80',
    '[64:ff9b:1::169.254.169.254]:80',
    '[64:ff9b::100.100.100.200]:80',
    '[2002:a9fe:a9fe::]:80',
    '[2001:0:1:2:3:4:5601:5601]:80',
    '[2001:db8::5efe:169.254.169.254]:80',
    '[fe80::1%1]:80',
    '[febf::1]:80',
    '[fd00:ec2::23]:80',
    '[FD20:CE:0::254]:80',
    '[fd00:42::42]:80',
    'METADATA.google.internal.:80',
    'instance-data.ec2.internal:80',
  ])('CONNECT %s', async (target) => {
    const { port } = await useProxy()
    const { status } = await openTunnel(port, target)
    expect(status).toBe(403)
  })

  test('an ordinary address that looks similar is not', () => {
    const ordinary = [
      '169.253.1.1',
      'fec0::1',
      '2003:a9fe:a9fe::',
      '64:ff9b::8.8.8.8',
      'fd00:ec3::254',
      '2852039167.test',
    ]
    expect(ordinary.filter((name) => isMetadata(toHost(name)))).toEqual([])
  })
})

describe('--offline', () => {
  test.each([
    '8.8.8.8:53',
    '134744072:53',
    '[::ffff:8.8.8.8]:53',
    '[64:ff9b::127.0.0.1]:1',
    'localhost.test:1',
    '127.0.0.1.test:1',
  ])('refuses %s and counts it', async (target) => {
    const { port, proxy } = await useProxy({ isOffline: true })
    expect((await openTunnel(port, target)).status).toBe(403)
    expect(proxy.attempts.list()).toHaveLength(1)
  })

  test('leads a name of this machine to this machine, whatever a name server says', async () => {
    const listener = await useListener()
    const { port } = await useProxy({ isOffline: true })
    for (const name of ['anything.localhost', 'LOCALHOST.', '127.1', '0x7f000001'])
      expect((await askFor(port, `http://${name}:${listener.port}/`)).text).toBe('ok')
    expect((await openTunnel(port, `evil.localhost:${listener.port}`)).status).toBe(200)
  })

  test.each(['127.1', '2130706433', '0x7f.1', '0177.0.0.1', '::ffff:7f00:1'])('%s is this machine', (name) => {
    expect(isLoopback(toHost(name))).toBe(true)
  })
})

describe('a body is not passed on as another request', () => {
  const inner = 'GET http://169.254.169.254/latest/ HTTP/1.1\r\nHost: x\r\n\r\n'
  const chunked = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`
  test.each<[what: string, method: string, lines: readonly string[], body: string]>([
    ['chunks in a GET', 'GET', ['Transfer-Encoding: chunked'], chunked],
    ['chunks that Connection names', 'GET', ['Connection: transfer-encoding', 'Transfer-Encoding: chunked'], chunked],
    ['a length that Connection names', 'GET', ['Connection: Content-Length', `Content-Length: ${inner.length}`], inner],
    ['a DELETE', 'DELETE', ['Connection: content-length', `Content-Length: ${inner.length}`], inner],
  ])('%s', async (_, method, lines, body) => {
    const bodies: string[] = []
    const urls: string[] = []
    const server = createServer((incoming, outgoing) => {
      urls.push(incoming.url ?? '')
      let text = ''
      incoming
        .on('data', (bytes) => (text += bytes))
        .on('end', () => {
          bodies.push(text)
          outgoing.end('ok')
        })
    })
    const target = await useServer(server)
    const { port } = await useProxy()
    const head = [`${method} http://127.0.0.1:${target}/a HTTP/1.1`, 'Host: x', `Proxy-Authorization: ${credential}`]
    const { received } = await dial(`http://127.0.0.1:${port}`, [...head, ...lines, '', body].join('\r\n'))
    expect(await received.until((text) => text.includes('ok'))).toContain(' 200 ')
    expect([urls, bodies]).toEqual([['/a'], [inner]])
  })

  test.each([
    ['both framings', ['Transfer-Encoding: chunked', 'Content-Length: 4']],
    ['two lengths', ['Content-Length: 4', 'Content-Length: 5']],
    ['a folded header', ['X-A: b\r\n Transfer-Encoding: chunked', 'Transfer-Encoding : chunked']],
  ])('%s: refused', async (_, lines) => {
    const listener = await useListener()
    const { port } = await useProxy()
    const head = [`GET http://127.0.0.1:${listener.port}/a HTTP/1.1`, 'Host: x', `Proxy-Authorization: ${credential}`]
    const { received } = await dial(`http://127.0.0.1:${port}`, [...head, ...lines, '', '0\r\n\r\n'].join('\r\n'))
    await received.until((_, hasEnded) => hasEnded).catch(() => {})
    expect([received.text, listener.received]).toEqual([expect.stringMatching(/^HTTP\/1.1 400 |^$/), []])
  })
})

describe('only the command', () => {
  test.each(['', 'Basic', 'Basic dHZlOg==', `basic ${credential.slice(6)}`, `${credential}x`, 'Bearer secret'])(
    'not a client with the credential %j',
    async (given) => {
      const { port } = await useProxy()
      expect((await openTunnel(port, '127.0.0.1:9', given)).status).toBe(407)
    },
  )

  const line = (local: string, remote: string, user: number, inode: number) =>
    `   0: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000 ${user} 0 ${inode} 1`
  const ends = { remoteAddress: '127.0.0.1', remotePort: 0x1234, localAddress: '127.0.0.1', localPort: 0x5678 }

  test('not a user whose connection to another address has the same ports', () => {
    const other = line('0200007F:1234', '0100007F:5678', 1000, 7)
    const elsewhere = line('0100007F:1234', '08080808:5678', 1000, 8)
    const real = line('0100007F:1234', '0100007F:5678', 1001, 9)
    expect(findUser(ends, [[other, elsewhere, real]])).toBe(1001)
    expect(findUser(ends, [[other, elsewhere]])).toBeUndefined()
    const mapped = line('0000000000000000FFFF00000100007F:1234', '0000000000000000FFFF00000100007F:5678', 1002, 9)
    expect(findUser(ends, [[], [mapped]])).toBe(1002)
  })

  test('not a connection that no process has any more, which Linux calls root’s', () => {
    expect(findUser(ends, [[line('0100007F:1234', '0100007F:5678', 0, 0)]])).toBeUndefined()
  })
})

describe('connections that ask for nothing', () => {
  const hang = async (port: number, text: string): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.resume()
    if (text !== '') socket.write(text)
    return socket
  }

  /** Resolves when a connection is closed, also by a reset: `once` would fail then. */
  const closeOf = (socket: Socket) =>
    new Promise<void>((resolve) => {
      if (socket.closed) resolve()
      else socket.once('close', () => resolve())
    })

  test.each([
    ['nothing', ''],
    ['one byte', 'G'],
    ['half a head', 'GET / HTTP/1.1\r\nHost: x\r\n'],
    ['half a handshake', '\u0016\u0003'],
    ['half a body', `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 9\r\n\r\n`],
  ])('%s: closed in time', async (_, text) => {
    const { port } = await useProxy({ times: { headMs: 20, bodyMs: 20 } })
    await closeOf(await hang(port, text))
  })

  test('nor half a request after a whole one, nor in a tunnel to the host', async () => {
    // Long enough for the whole requests before them, also on a busy machine.
    const { port } = await useProxy({ times: { headMs: 3000, bodyMs: 3000 } })
    const second = await hang(port, `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\nGET / HT`)
    const { socket } = await openTunnel(port, `${host}:443`)
    socket.on('error', () => {})
    socket.resume().write('GET / HT')
    await Promise.all([closeOf(second), closeOf(socket)])
  })

  test('600 silent ones do not keep the command out', async () => {
    const { port } = await useProxy()
    const silent = await Promise.all(Array.from({ length: 600 }, () => hang(port, 'G')))
    const { text } = await askFor(port, `http://${host}/v2/a`)
    expect(JSON.parse(text)).toMatchObject({ url: '/v2/a' })
    await expect.poll(() => silent.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(500)
  })
})
