import { type Check, doubt, failure, fine } from './check.js'

/** The oldest Node.js that works. */
const oldest = [20, 19] as const

export const checkNode: Check = ({ nodeVersion }) => {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number)
  const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1])
  if (!isOld) return fine(`Node.js ${nodeVersion}`)
  return failure(`Node.js ${nodeVersion} is too old.`, `Install ${oldest.join('.')} or newer.`)
}

export const checkConfig: Check = ({ configProblem }) =>
  configProblem === undefined
    ? fine('The configuration can be read.')
    : failure(configProblem, 'Mend it; `start` refuses it too.')

export const checkNodeEnv: Check = ({ env }) =>
  env.NODE_ENV === 'production'
    ? doubt(
        'NODE_ENV is production.',
        'An emulator belongs to development and tests, and refuses to start like this, unless told --allow-production. Unset it: unset NODE_ENV',
      )
    : fine(`NODE_ENV is ${env.NODE_ENV ? env.NODE_ENV : 'not set'}.`)

const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()])

/** Many HTTP clients send requests to 127.0.0.1 through a proxy too, which knows no emulator. */
export const checkProxy: Check = ({ env, origin }) => {
  const set = proxyNames.filter((name) => env[name])
  if (set.length === 0) return fine('No proxy variable is set.')
  const { hostname } = new URL(origin)
  const exceptions = (env.no_proxy || env.NO_PROXY || '').split(',').map((entry) => entry.trim().toLowerCase())
  if (exceptions.some((entry) => isCovered(hostname, entry)))
    return fine(`${set.join(', ')} set, and NO_PROXY covers ${hostname}.`)
  return doubt(
    `${set.join(', ')} set: clients may ask the proxy for ${hostname}.`,
    `Except it: export NO_PROXY=${[...exceptions.filter(Boolean), ...new Set(['localhost', '127.0.0.1', hostname])].join(',')}`,
  )
}

function isCovered(hostname: string, entry: string): boolean {
  const name = entry.replace(/:\d+$/, '').replace(/^\*?\./, '')
  return entry === '*' || (name !== '' && (hostname === name || hostname.endsWith(`.${name}`)))
}
