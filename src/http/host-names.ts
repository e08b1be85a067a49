/** Names by which containers reach the machine they run on. */
const machineNames = ['host.docker.internal', 'host.containers.internal', 'host.testcontainers.internal']

/** The name of an emulator without a port, which never resolves. */
const ownName = 'telnyx-verify-emulator.invalid'

/** The name in a host or an origin, in lower case, without scheme, port, and the brackets of IPv6. */
export function nameOf(place: string): string {
  const host = place.replace(/^[\w.+-]+:\/\//, '').replace(/\/$/, '')
  const [, bracketed, plain = host] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? []
  return (bracketed ?? plain).toLowerCase()
}

/** Whether a name is this machine's, as seen from itself or from a container. */
export function isMachineName(name: string): boolean {
  return (
    /^127(\.\d{1,3}){3}$|^::1$|^localhost$|^[\w.-]+\.localhost$/.test(name) ||
    machineNames.includes(name) ||
    name === ownName
  )
}

/**
 * Whether a name in a Host header can only be the caller's own choice. A page could make its own name resolve to this
 * machine (DNS rebinding), but neither an address nor a name without a dot, like that of a service in a compose file.
 */
export function isSafeHost(name: string): boolean {
  return isMachineName(name) || isAddress(name) || /^[a-z\d_-]+$/.test(name)
}

function isAddress(name: string): boolean {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return name.split('.').every((part) => Number(part) <= 255)
  return /^[\da-f:.]*:[\da-f:.]*$/.test(name)
}

/** Whether a host or an origin is on a list of names, whose ports and schemes are ignored. */
export function isListed(place: string, allowed: readonly string[]): boolean {
  const name = nameOf(place)
  return allowed.some((one) => nameOf(one) === name)
}
