// As much of a web framework as the login needs: JSON in, JSON out, one cookie.
import { createServer } from 'node:http'

/** An answer other than 200. */
export class HttpError extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

const mostBytes = 10_000

async function readBody(request) {
  const chunks = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    if (length > mostBytes) throw new HttpError(413, 'The body is too long.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The body as an object; empty if it is anything else. */
export function toObject(rawBody) {
  try {
    const body = JSON.parse(rawBody.toString())
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {}
  } catch {
    return {}
  }
}

/** Starts a server. @param {Record<string, Function>} routes by method and path */
export function serve(routes, toErrorAnswer) {
  const server = createServer(async (request, response) => {
    const cookies = []
    const answer = (status, body) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', 'set-cookie': cookies })
        .end(JSON.stringify(body))
    try {
      const rawBody = await readBody(request)
      const route = routes[`${request.method} ${request.url}`]
      if (route === undefined) throw new HttpError(404, 'Not found.')
      const result = await route({
        rawBody,
        body: toObject(rawBody),
        headers: request.headers,
        address: request.socket.remoteAddress,
        sid: /(?:^|; )sid=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1],
        setCookie: (value) => cookies.push(value),
      })
      answer(result?.status ?? 200, result?.body ?? {})
    } catch (error) {
      const { status, body } = toErrorAnswer(error)
      answer(status, body)
    }
  })
  server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () =>
    console.log(`Listening on http://127.0.0.1:${server.address().port}`),
  )
}
