import { ConnectionError } from './errors.js'

/** Codes of Node and Bun, and words of Deno, for a certificate that is not trusted. */
const untrusted = /SELF.SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_(UNTRUSTED|HAS_EXPIRED|SIGNATURE)|invalid peer certificate/i

/** The same for an address that does not speak TLS. */
const notTls = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|ERR_SSL|EPROTO|InvalidContentType|UNKNOWN_PROTOCOL/

/** The same for a certificate of other names. */
const otherName = /ALTNAME_INVALID|NotValidForName/

/** The same for a connection that was ended before an answer. */
const ended = /ECONNRESET|UND_ERR_SOCKET|ConnectionClosed|connection (closed|reset)/i

/** Converts what `fetch` threw to an error that says what to do. */
export function toConnectionError(origin: string, cause: unknown): ConnectionError {
  const reason = describeCauses(cause)
  if (isClosed(cause))
    return new ConnectionError(
      'This emulator is closed. Create another one with createEmulator().',
      'connection_failed',
      { cause },
    )
  const isHttps = origin.startsWith('https:')
  const options = { cause }
  if (isHttps && otherName.test(reason))
    return new ConnectionError(
      `The certificate of ${origin} is for other host names. Start the emulator with \`--https-names ${new URL(origin).hostname}\`.`,
      'certificate_rejected',
      options,
    )
  if (isHttps && untrusted.test(reason))
    return new ConnectionError(
      `The certificate of ${origin} is not trusted. Save it with \`tve ca --url ${origin} > emulator-ca.pem\`, ` +
        'and start this process with NODE_EXTRA_CA_CERTS=emulator-ca.pem (Deno: DENO_CERT) or with `tve exec --https`.',
      'certificate_rejected',
      options,
    )
  if (isHttps && notTls.test(reason))
    return new ConnectionError(
      `${origin} does not speak HTTPS. Use http://, or start the emulator with \`--https\`.`,
      'not_an_emulator',
      options,
    )
  const advice =
    !isHttps && ended.test(reason)
      ? `${origin} ended the connection without an answer. If the emulator was started with \`--https\`, use https://.`
      : `No emulator is running at ${origin}. Start one with \`telnyx-verify-emulator\`, or check the URL.`
  return new ConnectionError(advice, 'connection_failed', options)
}

/** Whether a request was made to an emulator in this process that is closed. Its class may be of another copy of this package. */
const isClosed = (cause: unknown) => (cause as { name?: unknown } | undefined)?.name === 'ClosedError'

/** The parts of an error that tell its reason. */
interface Cause {
  readonly code?: unknown
  readonly message?: unknown
  readonly cause?: unknown
}

/** The codes and messages of an error and of those that caused it. */
function describeCauses(error: unknown): string {
  const parts: string[] = []
  // In Jest, errors of Node belong to another realm: they are no instances of Error or Object here.
  for (let cause = error; typeof cause === 'object' && cause !== null && parts.length < 10; ) {
    const { code, message, cause: next } = cause as Cause
    parts.push(`${code} ${message}`)
    cause = next
  }
  return parts.join('\n')
}
