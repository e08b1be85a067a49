/** The bare `node:http` server, the lower bound for every framework. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BareRecords } from '../bare/records.js'

const records = new BareRecords()
const checkPath = /^\/v2\/verifications\/by_phone_number\/([^/]+)\/actions\/verify$/

function answer(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body)
  // With a known length, Node sends the answer in one write; a chunked answer needs two.
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

/** Milliseconds to hold the answer to each GET back: a timer for each, to compare a latency profile with. */
const delayMs = Number(process.argv[2] ?? 0)

const server = createServer((request, response) => {
  const { method, url = '' } = request
  if (delayMs > 0 && method === 'GET') return void setTimeout(() => answer(response, records.list()), delayMs)
  if (method === 'GET' && url === '/v2/verify_profiles') return answer(response, records.list())
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    text += chunk
  })
  request.on('end', () => {
    const body = JSON.parse(text)
    if (url === '/v2/verifications/sms') return answer(response, records.create(body))
    if (url === '/v2/verify_profiles') return answer(response, records.addProfile(body.name))
    const [, phoneNumber] = checkPath.exec(url) ?? []
    if (phoneNumber !== undefined) return answer(response, records.check(phoneNumber, body))
    response.writeHead(404).end()
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ event: 'ready', url: `http://127.0.0.1:${port}/v2` })}\n`)
})
