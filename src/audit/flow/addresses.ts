/**
 * Hands out an address for each visitor, so that limits by address treat visitors as different people.
 *
 * On Linux every address in 127.0.0.0/8 is this machine, so a visitor of an application on loopback can connect from its
 * own. An application behind a proxy reads a header; the flow file names it. Otherwise all visitors share one address.
 */
export class Addresses {
  #next = 0

  constructor(readonly way: AddressWay) {}

  next(): string {
    const index = this.#next++
    // 127.1.0.1 to 127.250.250.250; the networks for documentation and tests have too few addresses.
    const parts = [1 + (Math.floor(index / 62_500) % 250), Math.floor(index / 250) % 250, 1 + (index % 250)]
    return this.way.kind === 'header' ? `10.${parts.join('.')}` : `127.${parts.join('.')}`
  }
}

export type AddressWay =
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'socket' }
  | { readonly kind: 'shared' }

/** Chooses how visitors of an application get addresses of their own. */
export function chooseAddressWay(base: URL, header: string | undefined, platform: string): AddressWay {
  if (header !== undefined) return { kind: 'header', name: header }
  const isIpv4Loopback = /^127(\.\d{1,3}){3}$/.test(base.hostname) || base.hostname === 'localhost'
  return isIpv4Loopback && platform === 'linux' ? { kind: 'socket' } : { kind: 'shared' }
}
