import type { TrustFolder } from './trust-folder.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Where the command finds the proxy. */
export interface ProxyAddress {
  readonly port: number
  /** The port for clients that cannot send a credential. */
  readonly openPort: number
  readonly name: string
  readonly password: string
  /** Further names and addresses of this machine, which are reached without the proxy. */
  readonly ownHosts: readonly string[]
}

/** Variables that name one file with all certificates that a program trusts, and the programs that read them. */
const bundleVariables = [
  'SSL_CERT_FILE', // OpenSSL, and with it Ruby, PHP, Perl, .NET and Python's ssl; Go; rustls-native-certs; httpx
  'REQUESTS_CA_BUNDLE', // Python's requests
  'CURL_CA_BUNDLE', // curl, and requests
  'HTTPLIB2_CA_CERTS', // Python's httplib2
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
]

/** Variables that are set only if the user has set them, because they would win over the ones above. */
const inheritedVariables = ['AWS_CA_BUNDLE', 'PIP_CERT', 'NIX_SSL_CERT_FILE', 'PERL_LWP_SSL_CA_FILE']

/**
 * The variables by which one command trusts a certificate. Each keeps what it named before: the bundle of a variable has
 * the certificates of the user's file, or those of the system.
 *
 * @param folder where the files are written that the variables name
 */
export function trustVariables(env: Environment, folder: TrustFolder): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const name of bundleVariables) variables[name] = folder.addBundle(env[name] || undefined)
  for (const name of inheritedVariables) if (env[name]) variables[name] = folder.addBundle(env[name])
  // These add to what their program trusts anyway.
  variables.NODE_EXTRA_CA_CERTS = folder.addExtra(env.NODE_EXTRA_CA_CERTS || undefined)
  variables.DENO_CERT = folder.addExtra(env.DENO_CERT || undefined)
  return variables
}

/** The variables by which HTTP clients find the proxy. Exceptions of the user are the proxy's business. */
export function proxyVariables({ port, name, password, ownHosts }: ProxyAddress): Record<string, string> {
  const url = `http://${name}:${password}@127.0.0.1:${port}`
  const exceptions = [...new Set(['localhost', '127.0.0.1', '::1', '.localhost', ...ownHosts])].join(',')
  return Object.fromEntries(
    Object.entries({ HTTPS_PROXY: url, HTTP_PROXY: url, ALL_PROXY: url, NO_PROXY: exceptions }).flatMap(
      ([key, value]) => [
        [key, value],
        [key.toLowerCase(), value],
      ],
    ),
  )
}

/** Keeps tools from looking for a newer version of themselves, which would count as a connection of the command. */
export const quietVariables: Readonly<Record<string, string>> = {
  NO_UPDATE_NOTIFIER: '1',
  npm_config_update_notifier: 'false',
  DENO_NO_UPDATE_CHECK: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
}

/** NODE_OPTIONS with a script that runs first. */
export function nodeVariables(env: Environment, preload: string): Record<string, string> {
  const quoted = `"${preload.replaceAll('\\', '\\\\')}"`
  return { NODE_OPTIONS: [env.NODE_OPTIONS, `--require ${quoted}`].filter(Boolean).join(' ') }
}

/** The options of every JVM that the command starts. It sends no credential: see `requireSameUser`. */
export function javaVariables(
  env: Environment,
  trust: { readonly file: string; readonly password: string } | undefined,
  proxy: ProxyAddress | undefined,
): Record<string, string> {
  const options: Record<string, string | number> = {}
  if (trust !== undefined) {
    options['javax.net.ssl.trustStore'] = trust.file
    options['javax.net.ssl.trustStoreType'] = 'JKS'
    options['javax.net.ssl.trustStorePassword'] = trust.password
  }
  if (proxy !== undefined) {
    for (const scheme of ['http', 'https']) {
      options[`${scheme}.proxyHost`] = '127.0.0.1'
      options[`${scheme}.proxyPort`] = proxy.openPort
    }
    options['http.nonProxyHosts'] = ['localhost', '*.localhost', '127.*', '[::1]', ...proxy.ownHosts].join('|')
  }
  const flags = Object.entries(options).map(([key, value]) => quote(`-D${key}=${value}`))
  return { JAVA_TOOL_OPTIONS: [env.JAVA_TOOL_OPTIONS, ...flags].filter(Boolean).join(' ') }
}

/** The JVM splits at white space, but for quotes. */
const quote = (flag: string) => (/\s/.test(flag) ? `"${flag}"` : flag)

/** An additional folder of settings for PHP. An empty part stands for the one that PHP was built with. */
export function phpVariables(env: Environment, folder: string): Record<string, string> {
  const separator = process.platform === 'win32' ? ';' : ':'
  return { PHP_INI_SCAN_DIR: `${env.PHP_INI_SCAN_DIR ?? ''}${separator}${folder}` }
}
