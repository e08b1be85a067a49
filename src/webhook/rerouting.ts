import { clearTimeout, setTimeout } from 'node:timers'
import { type Target, toTarget } from './post.js'
import type { TargetGuard } from './targets.js'

/** The name by which a container reaches the machine it runs on. */
const machineName = 'host.docker.internal'

/** The time that the machine's name may take to resolve. It is in the container's own hosts file if anywhere. Milliseconds. */
const lookupMs = 1000

/** The second way of a webhook whose connection was refused; otherwise what to do, to be appended to the error. */
export type SecondWay =
  | { readonly target: Target; readonly headers: { readonly host: string } }
  | { readonly advice: string }

/**
 * Creates the rule for the second try of an emulator in a container, whose user means the machine by `localhost`. The name
 * of the machine is looked up once.
 *
 * @param guard the second URL must be allowed like the first
 * @param isInContainer asked once, for the first webhook that is refused
 * @returns a function of the URL that refused a webhook; it returns undefined if there is no second way
 */
export function createRerouting(
  guard: TargetGuard,
  isInContainer: () => boolean,
): (url: URL) => Promise<SecondWay | undefined> {
  let isOn: boolean | undefined
  let isKnown: Promise<boolean> | undefined
  return async (url) => {
    isOn ??= isInContainer()
    if (!isOn || !/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)) return undefined
    const rerouted = new URL(url)
    rerouted.hostname = machineName
    if (guard.refuse(rerouted) !== undefined) return undefined
    isKnown ??= isResolved(guard)
    if (!(await isKnown))
      return {
        advice: `, whose name is not known in this container: start it with --add-host ${machineName}:host-gateway`,
      }
    // The receiver may accept the name that its user gave only; a certificate is checked against it, too.
    return { target: toTarget(rerouted), headers: { host: url.host } }
  }
}

/** Whether the name of the machine resolves to an address that may be posted to. */
function isResolved({ lookup }: TargetGuard): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), lookupMs)
    lookup(machineName, {}, (error) => {
      clearTimeout(timer)
      resolve(error === null)
    })
  })
}
