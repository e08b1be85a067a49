import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { runCommand, startCommand } from '../../support/command.js'

test('ca prints the certificate of the running emulator, and how to trust it', async () => {
  const { ready } = await startCommand(['--https'])
  const { certificate } = ready as typeof ready & { certificate: string }
  const env = { TVE_URL: new URL(ready.url).origin }
  const { code, stdout, stderr } = await runCommand(['ca'], { env }).ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: certificate })
  const { fingerprint256 } = new X509Certificate(certificate)
  expect(stderr).toContain(`SHA-256 ${fingerprint256}`)
  expect(stderr).toContain('NODE_EXTRA_CA_CERTS=emulator-ca.pem node app.js')
  const { stdout: json } = await runCommand(['ca', '--json'], { env }).ended
  expect(JSON.parse(json)).toMatchObject({ certificate, fingerprint: fingerprint256 })
})

test('other commands work with an emulator that serves HTTPS', async () => {
  const { ready } = await startCommand(['--https'])
  const env = { TVE_URL: new URL(ready.url).origin }
  expect((await runCommand(['health'], { env }).ended).stdout).toMatch(/^ok, version/)
  expect((await runCommand(['doctor'], { env }).ended).stdout).toContain(`is running at ${env.TVE_URL}.`)
  expect((await runCommand(['clock', 'set', '2030-01-01T00:00:00Z'], { env }).ended).code).toBe(0)
  const following = runCommand(['tail'], { env })
  const listening = runCommand(['listen', '--forward-to', 'http://127.0.0.1:1/'], { env })
  await listening.printed(/Forwarding to/)
  expect((await runCommand(['inbox', '--json'], { env }).ended).code).toBe(0)
  for (const { child } of [following, listening]) child.kill('SIGTERM')
})

test('without HTTPS, and without an emulator, ca says what to do', async () => {
  const { ready } = await startCommand()
  const origin = new URL(ready.url).origin
  expect(await runCommand(['ca', '--url', origin]).ended).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `${origin} does not serve HTTPS. Start the emulator with --https, and name its address: tve ca --url https://127.0.0.1:8374.\n`,
  })
  const plain = origin.replace('http', 'https')
  expect((await runCommand(['ca', '--url', plain]).ended).stderr).toContain(
    `No emulator with HTTPS is running at ${plain}: `,
  )
})

test.each([
  [['--https-cert', 'a.pem'], '--https-cert requires --https. Add it, or remove --https-cert.\n'],
  [['--https', '--https-key', 'a.pem'], '--https-cert and --https-key belong together.'],
])('start %j is refused', async (args, sentence) => {
  const { code, stderr } = await runCommand(['start', '--port', '0', ...args]).ended
  expect(code).toBe(2)
  expect(stderr).toContain(sentence)
})
