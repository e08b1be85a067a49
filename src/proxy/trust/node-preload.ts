/** What the preload needs to know. */
export interface NodePreload {
  /** The port of the proxy, which takes TLS too. */
  readonly port: number
  readonly hosts: readonly string[]
  readonly isOffline: boolean
  /** Further names and addresses of this machine. */
  readonly ownHosts: readonly string[]
}

/** The file beside the preload in which refused connections are written, one JSON object a line. */
export const attemptsFile = 'attempts.jsonl'

/**
 * A script that Node runs before a program, ESM included, and in its workers. It changes where sockets connect to, below
 * every HTTP client: fetch, undici, http, https and what is built on them. The client still asks for, and verifies, the
 * host that it believes in. A refused connection is written to a file at once, because the program may end at any moment.
 */
export function createNodePreload({ port, hosts, isOffline, ownHosts }: NodePreload): string {
  return `'use strict'
const { appendFileSync } = require('node:fs')
const net = require('node:net')
const hosts = new Set(${JSON.stringify(hosts)})
const ownHosts = new Set(${JSON.stringify(ownHosts)})
const isOffline = ${JSON.stringify(isOffline)}
const toHost = (host) => String(host || 'localhost').toLowerCase().replace(/^\\[(.*)\\]$/, '$1').replace(/\\.$/, '')
const isLoopback = (host) =>
  ownHosts.has(host) || /^(.*\\.)?localhost$|^127(\\.\\d+){3}$|^(0\\.){3}0$|^::1?$|^::ffff:(127\\.|7f)/.test(host)
let written = 0
const connect = net.Socket.prototype.connect

/** The options of a call: an object, a path or a port with a host, or these as Node has normalized them. */
const readOptions = ([first, second]) => {
  if (Array.isArray(first)) return first[0]
  if (typeof first === 'object' && first !== null) return first
  if (typeof first === 'string' && !/^\\d+$/.test(first)) return { path: first }
  return { port: first, ...(typeof second === 'string' && { host: second }) }
}

net.Socket.prototype.connect = function (...args) {
  const options = readOptions(args)
  const host = toHost(options.host)
  if (options.path || isLoopback(host)) return connect.apply(this, args)
  if (hosts.has(host)) {
    const { localAddress, localPort, family, lookup, ...kept } = options
    const changed = { ...kept, host: '127.0.0.1', port: ${port} }
    const [first] = args
    if (Array.isArray(first)) {
      first[0] = changed
      return connect.call(this, first)
    }
    return connect.call(this, changed, ...args.filter((arg) => typeof arg === 'function'))
  }
  if (!isOffline) return connect.apply(this, args)
  const target = (host.includes(':') ? '[' + host + ']' : host) + ':' + options.port
  // A program that tries for ever must not fill the disk.
  if (written++ < 10_000) try {
    appendFileSync(__dirname + '/${attemptsFile}', JSON.stringify({ host, port: Number(options.port) }) + '\\n')
  } catch {}
  const text = 'tve exec --offline refused the connection to ' + target + ': only this machine and the emulator can be reached.'
  this.connecting = true
  process.nextTick(() => this.destroy(Object.assign(new Error(text), { code: 'ECONNREFUSED', syscall: 'connect', address: host, port: Number(options.port) })))
  return this
}
`
}
