import { type Check, fail, pass, warn } from './check.js'

/** The oldest supported version of Node.js. */
const oldest = [20, 19] as const

export const checkNode: Check = ({ nodeVersion }) => {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number)
  const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1])
  if (!isOld) return pass(`Node.js ${nodeVersion}`)
  return fail(`Node.js ${nodeVersion} is too old.`, `Install ${oldest.join('.')} or newer.`)
}

export const checkConfig: Check = ({ configProblem }) =>
  configProblem === undefined
    ? pass('The configuration is valid.')
    : fail(configProblem, 'Fix the configuration; `start` refuses it too.')

export const checkNodeEnv: Check = ({ env }) =>
  env.NODE_ENV === 'production'
    ? warn(
        'NODE_ENV is production.',
        'The emulator does not start in production unless --allow-production is given. To unset it, run: unset NODE_ENV',
      )
    : pass(`NODE_ENV is ${env.NODE_ENV ? env.NODE_ENV : 'not set'}.`)

const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()])

/** Checks for a proxy: many HTTP clients also send requests to 127.0.0.1 through it, where no emulator is found. */
export const checkProxy: Check = ({ env, origin }) => {
  const set = proxyNames.filter((name) => env[name])
  if (set.length === 0) return pass('No proxy variable is set.')
  const { hostname } = new URL(origin)
  const exceptions = (env.no_proxy || env.NO_PROXY || '').split(',').map((entry) => entry.trim().toLowerCase())
  if (exceptions.some((entry) => isCovered(hostname, entry)))
    return pass(`${set.join(', ')} set, and NO_PROXY covers ${hostname}.`)
  return warn(
    `${set.join(', ')} set: requests to ${hostname} may go through the proxy.`,
    `Exclude it: export NO_PROXY=${[...exceptions.filter(Boolean), ...new Set(['localhost', '127.0.0.1', hostname])].join(',')}`,
  )
}

function isCovered(hostname: string, entry: string): boolean {
  const name = entry.replace(/:\d+$/, '').replace(/^\*?\./, '')
  return entry === '*' || (name !== '' && (hostname === name || hostname.endsWith(`.${name}`)))
}
