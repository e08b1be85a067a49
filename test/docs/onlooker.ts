import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { onTestFinished } from 'vitest'
import type { Emulator } from '../../src/index.js'

export interface Onlooker {
  /** The emulated API's base URL, by way of the onlooker. */
  readonly url: string
  /** The observed requests as `METHOD path`, in order. */
  readonly requests: readonly string[]
}

/** A false answer to a check. */
export interface Lie {
  readonly truth: string
  readonly told: string
}

/** A proxy of an emulator that records every request and can return a false answer, like the mocks this product replaces. Closed after the test. */
export async function useOnlooker(emulator: Emulator, lie?: Lie): Promise<Onlooker> {
  const requests: string[] = []
  const fetch = async (request: Request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`)
    const response = await emulator.fetch(request)
    if (lie === undefined) return response
    const { status, headers } = response
    headers.delete('content-length')
    const text = await response.text()
    return new Response(text.replace(`"response_code":"${lie.truth}"`, `"response_code":"${lie.told}"`), {
      status,
      headers,
    })
  }
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const opened = serve({ fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, () => resolve(opened))
  })
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`, requests }
}
