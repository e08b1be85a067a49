import { isPlainHost, isPlainTarget } from '../request-target.js'

/** The header fields of a plain request. */
export interface PlainFields {
  /** Names in lower case, values without the spaces around them. */
  readonly values: ReadonlyMap<string, string>
  readonly host: string
  /** Length of the body. Bytes. */
  readonly length: number
  /** The fields as they were sent. */
  readonly text: string
}

/** The head of a plain request. */
export interface PlainHead {
  readonly method: string
  readonly target: string
  readonly fields: PlainFields
  /** Where the body begins. Bytes. */
  readonly end: number
}

/** A longer head or body is not plain: Node knows what to do while it arrives. Bytes. */
const longestHead = 8 * 1024
const longestBody = 64 * 1024

const firstLine = /^(GET|POST|PUT|PATCH|DELETE) (\S+) HTTP\/1\.1$/
const fieldName = /^[\w!#$%&'*+.^`|~-]+$/
const notInValue = /[^\t\x20-\x7e\x80-\xff]/

/** Fields that change how a message or a connection is read. */
const steering = new Set([
  'expect',
  'http2-settings',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Reads the head of a request, if it is plain: complete, well-formed, without anything that steers the connection, and
 * for a target and a host that the URL parser leaves as they are.
 *
 * @param last the fields of the request before it on the same connection: most clients repeat them
 * @returns undefined for any other; nothing is wrong with it, it is for Node's own parser
 */
export function readPlainHead(bytes: Buffer, last?: PlainFields): PlainHead | undefined {
  const blank = bytes.indexOf('\r\n\r\n', 0, 'latin1')
  if (blank < 0 || blank > longestHead) return undefined
  const text = bytes.toString('latin1', 0, blank)
  const lineEnd = text.indexOf('\r\n')
  if (lineEnd < 0) return undefined
  const [, method, target] = firstLine.exec(text.slice(0, lineEnd)) ?? []
  if (method === undefined || target === undefined || !isPlainTarget(target)) return undefined
  const sent = text.slice(lineEnd)
  const fields = last?.text === sent ? last : readPlainFields(sent)
  if (fields === undefined || (method === 'GET' && fields.length > 0)) return undefined
  return { method, target, fields, end: blank + 4 }
}

/** @param text lines, each with a line break before it */
function readPlainFields(text: string): PlainFields | undefined {
  const values = new Map<string, string>()
  for (const line of text.slice(2).split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, '')
    if (colon < 0 || !fieldName.test(name) || notInValue.test(value) || steering.has(name) || values.has(name))
      return undefined
    values.set(name, value)
  }
  const host = values.get('host')
  const length = values.get('content-length') ?? '0'
  if (host === undefined || !isPlainHost(host) || !/^\d{1,8}$/.test(length) || Number(length) > longestBody)
    return undefined
  const connection = values.get('connection')
  if (connection !== undefined && connection.toLowerCase() !== 'keep-alive') return undefined
  return { values, host, length: Number(length), text }
}
