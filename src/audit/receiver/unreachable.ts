/** Why there is no connection, by the system's error code, and what to do about it. */
export function explainUnreachable(url: URL, code: string): string {
  const { host, hostname } = url
  if (code === 'ECONNREFUSED')
    return `Nothing listens at ${host}: is your app running? In a container, localhost is the container itself; host.docker.internal is its host.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `No host is called ${hostname}: check the spelling of the URL.`
  if (code === 'ETIMEDOUT') return `No connection to ${host} came about in time: is a firewall in between?`
  if (code.startsWith('HPE_')) return `What answers at ${host} is not HTTP: if your app listens with TLS, write https.`
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return `What listens at ${host} speaks no TLS: write http.`
  if (/CERT|SIGNED|ISSUER|LEAF_SIGNATURE/.test(code))
    return `The certificate of ${host} is not trusted (${code}): name the file of its authority in NODE_EXTRA_CA_CERTS, or check your app over http.`
  return `No connection to ${host} (${code}): is your app running?`
}
