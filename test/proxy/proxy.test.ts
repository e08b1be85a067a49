import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readUpstreamProxies } from '../../src/proxy/upstream-proxy.js'
import {
  ask,
  askFor,
  host,
  openTunnel,
  readText,
  startTls,
  useEcho,
  useProxy,
  useServer,
  useUpstreamProxy,
} from './proxy-harness.js'

const refusal = (target: string) =>
  `tve exec --offline refused the connection to ${target}: only this machine and the emulator can be reached.\n`

describe('requests to the host are served', () => {
  test('through a tunnel with TLS, several on one connection, as HTTP/1.1', async () => {
    const { port, authority } = await useProxy()
    const { status, socket } = await openTunnel(port, `${host}:443`)
    const secure = await startTls(socket, authority.certificate)
    expect([status, secure.authorized, secure.alpnProtocol]).toEqual([200, true, 'http/1.1'])
    for (const path of ['/v2/a?b=c', '/v2/d']) {
      const { text } = await ask(secure, path, { method: 'POST', body: 'x' })
      expect(JSON.parse(text)).toEqual({ method: 'POST', url: path, host, body: 'x' })
    }
  })

  test('through a tunnel without TLS', async () => {
    const { port } = await useProxy()
    const { socket } = await openTunnel(port, `${host}:80`)
    expect(JSON.parse((await ask(socket, '/v2/a')).text)).toMatchObject({ url: '/v2/a' })
  })

  test.each(['http', 'https'])('by an absolute %s URL, whose path they get', async (scheme) => {
    const { port } = await useProxy()
    const { text } = await askFor(port, `${scheme}://${host}/v2/a?b=c`, { method: 'POST', body: 'x' })
    expect(JSON.parse(text)).toEqual({ method: 'POST', url: '/v2/a?b=c', host, body: 'x' })
  })

  test('on a connection that begins with TLS, without a credential', async () => {
    const { port, authority } = await useProxy()
    const socket = connect(port, '127.0.0.1')
    const secure = await startTls(socket, authority.certificate)
    expect(JSON.parse((await ask(secure, '/v2/a')).text)).toMatchObject({ url: '/v2/a' })
  })

  test('as a stream', async () => {
    let finish = () => {}
    const serve = (_: unknown, outgoing: ServerResponse) => {
      outgoing.write('first')
      finish = () => outgoing.end('last')
    }
    const { port, authority } = await useProxy({ serve })
    const { socket } = await openTunnel(port, `${host}:443`)
    const secure = await startTls(socket, authority.certificate)
    secure.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    let text = ''
    while (!text.includes('first')) text += (await once(secure, 'data'))[0]
    expect(text).not.toContain('last')
    finish()
    expect(await readText(secure)).toContain('last')
  })

  test('without TLS of any other name: the certificate is for the host alone', async () => {
    const { port, authority } = await useProxy()
    const { socket } = await openTunnel(port, `${host}:443`)
    const { connect: connectTls } = await import('node:tls')
    const secure = connectTls({ socket, servername: 'other.test', ca: authority.certificate })
    const [error] = await once(secure, 'error')
    expect(error.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  })
})

describe('other hosts are reached', () => {
  test('through a tunnel that changes no byte, in both directions, up to the end', async () => {
    const echo = await useEcho()
    const { port } = await useProxy()
    const { status, socket } = await openTunnel(port, `127.0.0.1:${echo}`)
    expect(status).toBe(200)
    const sent = randomBytes(1_000_000)
    socket.end(sent)
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk)
    expect(Buffer.concat(chunks).equals(sent)).toBe(true)
  })

  test('by an absolute URL, without the headers about the connection', async () => {
    let seen: string[] = []
    const other = await useServer(
      createServer((incoming, outgoing) => {
        seen = incoming.rawHeaders.map((text) => text.toLowerCase())
        outgoing.writeHead(201, 'Made', { 'X-Other': 'yes', 'Set-Cookie': ['a=1', 'b=2'] })
        incoming.pipe(outgoing)
      }),
    )
    const { port } = await useProxy()
    const url = `http://127.0.0.1:${other}/a?b`
    const { status, headers, text } = await askFor(port, url, { method: 'POST', body: 'body' })
    expect({ status, text }).toEqual({ status: 201, text: 'body' })
    expect(headers).toMatchObject({ 'x-other': 'yes', 'set-cookie': ['a=1', 'b=2'] })
    expect(seen).not.toContain('proxy-authorization')
    expect(seen).toContain(`127.0.0.1:${other}`)
  })

  test("through the user's own proxy: tunnels, and plain requests as they are", async () => {
    const upstream = await useUpstreamProxy(await useEcho())
    const findUpstreamProxy = readUpstreamProxies({ ALL_PROXY: `http://me:pw@127.0.0.1:${upstream.port}` })
    const { port } = await useProxy({ findUpstreamProxy })
    const { socket } = await openTunnel(port, 'corp.test:443')
    socket.end('hello')
    expect(await readText(socket)).toBe('hello')
    expect((await askFor(port, 'http://corp.test/a')).text).toBe('relayed')
    const basic = `Basic ${Buffer.from('me:pw').toString('base64')}`
    expect(upstream.requests).toEqual([`CONNECT corp.test:443 ${basic}`, `GET http://corp.test/a ${basic}`])
  })

  test('or answered with 502 and the reason', async () => {
    const { port } = await useProxy()
    const { status, socket, head } = await openTunnel(port, '127.0.0.1:1')
    expect(status).toBe(502)
    expect(head.toString() + (await readText(socket))).toMatch(/^127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/)
    expect(await askFor(port, 'http://127.0.0.1:1/')).toMatchObject({ status: 502 })
  })
})

describe('refused are', () => {
  test.each(['', 'Basic dHZlOndyb25n', 'Bearer secret'])('clients with the credential %j, with 407', async (wrong) => {
    const echo = await useEcho()
    const { port } = await useProxy()
    const { status, headers } = await openTunnel(port, `127.0.0.1:${echo}`, wrong)
    expect({ status, challenge: headers['proxy-authenticate'] }).toEqual({
      status: 407,
      challenge: 'Basic realm="tve exec"',
    })
    expect((await askFor(port, `http://127.0.0.1:${echo}/`, { authorization: wrong })).status).toBe(407)
  })

  test.each(['169.254.169.254:80', '[fe80::1]:80', 'metadata.google.internal:80'])('%s, with 403', async (target) => {
    const { port, proxy } = await useProxy()
    expect((await openTunnel(port, target)).status).toBe(403)
    const { status, text } = await askFor(port, `http://${target}/latest/meta-data/`)
    expect(status).toBe(403)
    expect(text).toContain('is a link-local address or the metadata service of a cloud')
    expect(proxy.attempts.list()).toEqual([])
  })

  test('requests that are not for a proxy, with 400', async () => {
    const { port } = await useProxy()
    const text = async (line: string) => {
      const socket = connect(port, '127.0.0.1')
      onTestFinished(() => void socket.destroy())
      socket.write(`${line} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
      return readText(socket)
    }
    for (const line of ['GET /', 'GET ftp://a.test/', 'CONNECT a.test', 'CONNECT a.test:99999'])
      expect(await text(line)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  })
})

describe('offline', () => {
  test('other hosts get 403 with a sentence, and are counted', async () => {
    const { port, proxy } = await useProxy({ isOffline: true })
    const { status, socket, head } = await openTunnel(port, 'example.test:443')
    expect(status).toBe(403)
    expect(head.toString() + (await readText(socket))).toBe(refusal('example.test:443'))
    expect(await askFor(port, 'http://[2001:db8::1]/a')).toMatchObject({
      status: 403,
      text: refusal('[2001:db8::1]:80'),
    })
    await askFor(port, 'https://EXAMPLE.test/a')
    expect(proxy.attempts.list()).toEqual([
      { target: 'example.test:443', count: 2 },
      { target: '[2001:db8::1]:80', count: 1 },
    ])
  })

  test('this machine and the host are reached, and not counted', async () => {
    const echo = await useEcho()
    const { port, proxy } = await useProxy({ isOffline: true })
    const { socket } = await openTunnel(port, `127.0.0.1:${echo}`)
    socket.end('hello')
    expect(await readText(socket)).toBe('hello')
    expect((await askFor(port, `https://${host}/v2/a`)).status).toBe(200)
    expect(proxy.attempts.list()).toEqual([])
  })

  test('further names of this machine are reached', async () => {
    const upstream = await useUpstreamProxy(await useEcho())
    const findUpstreamProxy = readUpstreamProxies({ ALL_PROXY: `http://127.0.0.1:${upstream.port}` })
    const { port, proxy } = await useProxy({ isOffline: true, ownHosts: ['pc.test'], findUpstreamProxy })
    expect((await openTunnel(port, 'pc.test:1')).status).toBe(200)
    expect((await openTunnel(port, 'other.test:1')).status).toBe(403)
    expect(proxy.attempts.list()).toEqual([{ target: 'other.test:1', count: 1 }])
  })

  test('strangers cannot add to the list', async () => {
    const { port, proxy } = await useProxy({ isOffline: true })
    expect((await openTunnel(port, 'example.test:443', '')).status).toBe(407)
    expect(proxy.attempts.list()).toEqual([])
  })
})

test('closing ends every connection', async () => {
  const echo = await useEcho()
  const { port, proxy, authority } = await useProxy()
  const { socket } = await openTunnel(port, `127.0.0.1:${echo}`)
  const secure = await startTls((await openTunnel(port, `${host}:443`)).socket, authority.certificate)
  const ends = [once(socket, 'close'), once(secure, 'close')]
  for (const one of [socket, secure]) one.on('error', () => {}).resume()
  await proxy.close()
  await Promise.all(ends)
  await expect(openTunnel(port, `${host}:443`)).rejects.toThrow('ECONNREFUSED')
})
