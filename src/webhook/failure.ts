/** Why no answer came, in words, and what to do. */
export function explainFailure(
  { code, message }: NodeJS.ErrnoException,
  { origin, hostname }: URL,
  timeoutMs: number,
): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `connection refused at ${origin}: is your app running? inside a container use host.docker.internal`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `no address is known for ${hostname}: is it spelled right, and can this machine resolve it?`
    case 'ETIMEDOUT':
      return `no answer from ${origin} within ${timeoutMs / 1000} s: answer first, and do the work afterwards`
    case 'ECONNRESET':
    case 'EPIPE':
      return `${origin} closed the connection before it had answered`
    case 'EPROTO':
      return `${origin} does not speak TLS: should the URL begin with http://?`
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `nobody vouches for the certificate of ${origin}: use http://, or name its authority in NODE_EXTRA_CA_CERTS`
    default:
      return `${message || 'no connection'}${code === undefined || message.includes(code) ? '' : ` (${code})`} at ${origin}`
  }
}
