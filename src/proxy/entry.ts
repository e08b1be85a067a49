/** What other rooms use of this one, in one module that is loaded on demand. */
export type { Attempt } from './attempts.js'
export { openProxy } from './open-proxy.js'
export { CertificateError, certifyServer } from './server-certificate.js'
export { isLoopback } from './target.js'
export { trustCertificate } from './trust/trust-certificate.js'
export { UpstreamProxyError } from './upstream-proxy.js'
