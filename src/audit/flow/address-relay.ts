import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Where a visitor finds the application, and how that ends. */
export interface AddressRelay {
  /** The base that the visitor uses. */
  readonly base: URL
  readonly close: () => void
}

/**
 * Gives a visitor that cannot choose the address it connects from, such as a browser, one of its own: what arrives at a
 * port of this machine goes on to the application from that address.
 *
 * It copies bytes. The application sees the port in `Host` and `Origin`; nothing else changes.
 *
 * @param application its base, on this machine
 * @param localAddress an address of this machine
 */
export async function openAddressRelay(application: URL, localAddress: string): Promise<AddressRelay> {
  const { protocol, hostname: host, port } = application
  const target = { host, port: Number(port || (protocol === 'https:' ? 443 : 80)), localAddress, family: 4 }
  const sockets = new Set<Socket>()
  const copy = (from: Socket, to: Socket) => {
    sockets.add(from)
    from.once('error', () => to.destroy())
    from.once('close', () => {
      sockets.delete(from)
      to.destroySoon()
    })
    from.pipe(to)
  }
  const server = createServer((incoming) => {
    const outgoing = connect(target)
    copy(incoming, outgoing)
    copy(outgoing, incoming)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  server.unref()
  const base = new URL(application)
  base.port = String((server.address() as AddressInfo).port)
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { base, close }
}
