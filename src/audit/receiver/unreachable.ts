/** Why a connection failed, by the system's error code, and what to do about it. */
export function explainUnreachable(url: URL, code: string): string {
  const { host, hostname } = url
  if (code === 'ECONNREFUSED')
    return `Nothing listens at ${host}. Is your app running? In a container, localhost is the container itself; use host.docker.internal for its host.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The host ${hostname} does not exist. Check the URL.`
  if (code === 'ETIMEDOUT') return `The connection to ${host} timed out. Is a firewall in between?`
  if (code.startsWith('HPE_')) return `The server at ${host} does not speak HTTP. If your app uses TLS, use https.`
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return `The server at ${host} does not use TLS. Use http.`
  if (/CERT|SIGNED|ISSUER|LEAF_SIGNATURE/.test(code))
    return `The certificate of ${host} is not trusted (${code}). Set NODE_EXTRA_CA_CERTS to the file of its authority, or audit your app over http.`
  return `Cannot connect to ${host} (${code}). Is your app running?`
}
