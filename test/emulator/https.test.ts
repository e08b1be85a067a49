import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { createAuthority } from '../../src/proxy/certificates.js'
import { useFolder } from '../support/folder.js'

async function useEmulator(options: Parameters<typeof createEmulator>[0] = {}) {
  const emulator = await createEmulator(options)
  onTestFinished(() => emulator.close())
  return emulator
}

/** @returns the status and the body, or the code of the error */
function ask(url: string, ca: string | undefined, host?: string): Promise<string> {
  const headers = { authorization: 'Bearer x', ...(host !== undefined && { host }) }
  // The certificate is checked for the host header, if there is one.
  const options = { ca, headers, agent: false, ...(host !== undefined && { checkServerIdentity: () => undefined }) }
  return new Promise((resolve) => {
    let status: number | undefined
    const fail = ({ code }: NodeJS.ErrnoException) => resolve([status, code].filter(Boolean).join(' '))
    get(url, options, (answer) => {
      let body = ''
      status = answer.statusCode
      answer.on('data', (chunk) => (body += chunk))
      answer.on('error', fail)
      answer.on('end', () => resolve(`${status} ${body}`))
    }).on('error', fail)
  })
}

describe('an emulator with https', () => {
  test.each(['a b', 'a\u0000.test', 'https://a.test', '\u202Ea.test', '.test'])(
    'is not opened for the name %j',
    async (name) => {
      const emulator = await useEmulator()
      await expect(emulator.listen({ https: { names: [name] } })).rejects.toThrow('https.names must be host names')
    },
  )

  test.each(['pc', 'pc.test', '*.pc.test', '10.0.0.1', 'fe80::1', '::1'])('is opened for the name %s', async (name) => {
    const emulator = await useEmulator()
    expect((await emulator.listen({ https: { names: [name] } })).certificate).toContain('BEGIN CERTIFICATE')
  })

  test('answers clients that trust its certificate, by each name of this machine', async () => {
    const emulator = await useEmulator()
    const { url, port, certificate } = await emulator.listen({ https: true })
    expect(url).toBe(`https://127.0.0.1:${port}/v2`)
    expect(emulator.env.TELNYX_BASE_URL).toBe(url)
    for (const host of ['127.0.0.1', 'localhost'])
      expect(await ask(`https://${host}:${port}/health`, certificate)).toMatch(/^200 .*"status":"ok"/)
    expect(await ask(`https://127.0.0.1:${port}/health`, undefined)).toBe('SELF_SIGNED_CERT_IN_CHAIN')
  })

  test('has another certificate for each start, for the names it was given too', async () => {
    const emulator = await useEmulator()
    const one = await emulator.listen({ https: { names: ['pc.test'] } })
    const other = await emulator.listen({ https: true })
    expect(one.certificate).not.toBe(other.certificate)
    const socket = connect({ port: one.port, host: '127.0.0.1', servername: 'pc.test', ca: one.certificate })
    await new Promise((resolve) => socket.once('secureConnect', resolve))
    expect(socket.authorized).toBe(true)
    socket.destroy()
    expect(await ask(`https://127.0.0.1:${one.port}/_emulator/clock`, one.certificate, 'pc.test')).toMatch(/^200 /)
    expect(await ask(`https://127.0.0.1:${one.port}/_emulator/clock`, one.certificate, 'other.test')).toMatch(/^403 /)
  })

  test('uses a certificate of your own', async () => {
    const folder = useFolder()
    const { server, certificate } = createAuthority({ names: ['127.0.0.1'], now: Date.now, validMs: 3_600_000 })
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    writeFileSync(cert, server.cert)
    writeFileSync(key, server.key)
    const emulator = await useEmulator()
    const listening = await emulator.listen({ https: { cert, key } })
    expect(new X509Certificate(listening.certificate ?? '').subjectAltName).toBe('IP Address:127.0.0.1')
    expect(await ask(`https://127.0.0.1:${listening.port}/health`, certificate)).toMatch(/^200 /)
  })

  test.each([
    ['before', /^ECONNRESET$/],
    ['during', /^200 ECONNRESET$/],
  ] as const)('resets a connection %s the response, as without TLS', async (at, expected) => {
    const emulator = await useEmulator({ faults: [{ fault: { kind: 'reset', at } }] })
    const { url, certificate } = await emulator.listen({ https: true })
    expect(await ask(`${url}/verify_profiles`, certificate)).toMatch(expected)
  })
})

describe('invalid options', () => {
  test.each<[unknown, string]>([
    [{ https: 1 }, 'https must be an object, not 1.'],
    [{ https: { name: ['a'] } }, 'Unknown option "https.name". Did you mean https.names?'],
    [{ https: { names: 'a' } }, 'https.names must be a list of non-empty strings, not "a".'],
    [{ https: { cert: 'a.pem' } }, 'https.cert and https.key belong together'],
    [
      { https: { cert: '/nowhere/a.pem', key: '/nowhere/b.pem' } },
      '/nowhere/a.pem cannot be read: it does not exist. Check the path.',
    ],
  ])('listen(%j)', async (options, sentence) => {
    const emulator = await useEmulator()
    await expect(emulator.listen(options as object)).rejects.toThrow(sentence)
  })

  test('a key that is not that of the certificate, and a file that is neither', async () => {
    const folder = useFolder()
    const create = () => createAuthority({ names: ['a.test'], now: Date.now, validMs: 1000 }).server
    const [cert, key, text] = ['cert.pem', 'key.pem', 'text.pem'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    writeFileSync(cert, create().cert)
    writeFileSync(key, create().key)
    writeFileSync(text, 'text')
    const emulator = await useEmulator()
    await expect(emulator.listen({ https: { cert, key } })).rejects.toThrow(
      `The private key in ${key} is not that of the certificate in ${cert}.`,
    )
    await expect(emulator.listen({ https: { cert: text, key } })).rejects.toThrow(
      'must be a certificate and a private key without a passphrase, as PEM',
    )
  })
})
