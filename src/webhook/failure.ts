/** Explains why an attempt got no answer, and suggests a fix. */
export function explainFailure(
  { code, message }: NodeJS.ErrnoException,
  { origin, hostname }: URL,
  timeoutMs: number,
): string {
  switch (code) {
    case 'ETARGET':
      return message
    case 'ECONNREFUSED':
      return `connection refused at ${origin}: is your app running? From inside a container, use host.docker.internal`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${hostname} cannot be resolved: check the spelling and the DNS of this machine`
    case 'ETIMEDOUT':
      return `no answer from ${origin} within ${timeoutMs / 1000} s: send the response first, then do the work`
    case 'ECONNRESET':
    case 'EPIPE':
      return `${origin} closed the connection before answering`
    case 'EPROTO':
      return `${origin} does not speak TLS: should the URL begin with http://?`
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `the certificate of ${origin} is not trusted: use http://, or add its CA to NODE_EXTRA_CA_CERTS`
    default:
      return `${message || 'no connection'}${code === undefined || message.includes(code) ? '' : ` (${code})`} at ${origin}`
  }
}
