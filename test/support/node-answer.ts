import { Agent, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { onTestFinished } from 'vitest'

/** An answer as a client reads it, or that it cannot be read. */
export type ReadAnswer =
  | { readonly status: number; readonly headers: object; readonly body: string; readonly isKeptAlive: boolean }
  | { readonly failed: true; readonly status: number | null }

/** @returns a function that reads the bytes of an answer, after which the connection ends, with Node's own client */
export async function useNodeReader(): Promise<(bytes: Buffer) => Promise<ReadAnswer>> {
  let answer: Buffer = Buffer.alloc(0)
  const server = createServer((socket) => {
    socket.on('error', () => {}) // the client closes the connection at an invalid answer
    socket.once('data', () => socket.end(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return (bytes) => {
    answer = bytes
    return readAnswer(port)
  }
}

function readAnswer(port: number): Promise<ReadAnswer> {
  return new Promise((resolve) => {
    const agent = new Agent({ keepAlive: true })
    const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent })
    let response: IncomingMessage | undefined
    const end = (result: ReadAnswer) => {
      agent.destroy()
      resolve(result)
    }
    const fail = () => end({ failed: true, status: response?.statusCode ?? null })
    outgoing.on('error', fail)
    outgoing.on('close', () => response === undefined && fail())
    outgoing.on('response', (incoming) => {
      response = incoming
      let body = ''
      incoming.setEncoding('utf8')
      incoming.on('data', (text: string) => {
        body += text
      })
      incoming.on('error', fail)
      incoming.on('end', () => {
        const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, `${value}`]))
        end({ status: incoming.statusCode ?? 0, headers, body, isKeptAlive: outgoing.shouldKeepAlive })
      })
    })
    outgoing.end('{}')
  })
}
