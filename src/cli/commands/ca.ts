import type { Command } from 'commander'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { explainNoAnswer } from '../doctor/explain-no-answer.js'
import { addressOptions, type ConnectionFlags, readConnection } from '../flags/connection.js'
import { jsonOption } from '../flags/options.js'
import { print, printError } from '../terminal/print.js'

/** `ca`: prints the certificate that clients of an emulator with HTTPS have to trust. */
export function addCaCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'ca',
    about: 'print the certificate to trust for `start --https`',
    note: 'Prints the certificate to stdout and how to trust it to stderr.',
    examples: ['ca > emulator-ca.pem'],
    options: [jsonOption('print the certificate and its fingerprint as JSON'), ...addressOptions()],
  })
  command.action(async (flags: ConnectionFlags & { json?: boolean }) => {
    const { origin } = await readConnection(flags, { env: process.env, folder: process.cwd() })
    const found = await readCertificate(new URL(origin))
    if (flags.json) return print(JSON.stringify(found))
    print(found.certificate)
    printError(explainTrust(origin, found))
  })
}

interface FoundCertificate {
  /** As PEM. */
  readonly certificate: string
  /** SHA-256. */
  readonly fingerprint: string
  readonly validTo: string
}

const timeoutMs = 2000

/** Reads the last certificate that a server sends: that of its authority. @throws {CommandError} 1 */
async function readCertificate({ protocol, hostname, port, origin }: URL): Promise<FoundCertificate> {
  if (protocol !== 'https:')
    throw new CommandError(
      `${origin} does not serve HTTPS. Start the emulator with --https, and name its address: tve ca --url https://127.0.0.1:8374.`,
      1,
    )
  const { connect } = await import('node:tls')
  const { isIP } = await import('node:net')
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return new Promise((resolve, reject) => {
    const fail = (reason: string) =>
      reject(new CommandError(`No emulator with HTTPS is running at ${origin}: ${reason}. Start one with --https.`, 1))
    const socket = connect({
      host,
      port: Number(port) || 443,
      rejectUnauthorized: false,
      timeout: timeoutMs,
      ...(isIP(host) === 0 && { servername: host }),
    })
    socket.once('error', (error) => fail(explainNoAnswer(error)))
    socket.once('timeout', () => socket.destroy(new Error('no answer within 2 s')))
    socket.once('secureConnect', () => {
      let last = socket.getPeerCertificate(true)
      while (last.issuerCertificate && last.issuerCertificate.fingerprint256 !== last.fingerprint256)
        last = last.issuerCertificate
      socket.destroy()
      const lines = last.raw.toString('base64').match(/.{1,64}/g) ?? []
      resolve({
        certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
        fingerprint: last.fingerprint256,
        validTo: new Date(last.valid_to).toISOString(),
      })
    })
  })
}

/** Formats how to make one process trust the certificate. */
function explainTrust(origin: string, { fingerprint, validTo }: FoundCertificate): string {
  return `
Certificate of ${origin}, valid until ${validTo}
SHA-256 ${fingerprint}

To trust it for one process, save it (tve ca > emulator-ca.pem), then run:
  curl       curl --cacert emulator-ca.pem ${origin}/health
  Node, Bun  NODE_EXTRA_CA_CERTS=emulator-ca.pem node app.js
  Deno       DENO_CERT=emulator-ca.pem deno run --allow-net app.ts
  Python     SSL_CERT_FILE=emulator-ca.pem REQUESTS_CA_BUNDLE=emulator-ca.pem python app.py
  Go, Ruby, .NET on Linux
             SSL_CERT_FILE=emulator-ca.pem ./app
  PHP        php -d openssl.cafile=emulator-ca.pem -d curl.cainfo=emulator-ca.pem app.php
  Java       keytool -importcert -noprompt -file emulator-ca.pem -keystore ca.p12 -storepass changeit
             java -Djavax.net.ssl.trustStore=ca.p12 -Djavax.net.ssl.trustStorePassword=changeit App
Except for Node, Bun and Deno, the process then trusts nothing else. \`tve exec --https -- <command>\` does all of this
for one command and keeps what it trusts. A phone or browser trusts it once you accept its warning or install the file.`
}
