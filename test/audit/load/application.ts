import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { LoginFlow } from '../../../src/spec/flow-types.js'
import type { Api } from '../../support/emulator.js'

/** The steps of the application below. */
export const flow: LoginFlow = {
  base: 'http://127.0.0.1:0',
  start: { path: '/login', json: { phone: '{{phone}}' } },
  resend: { path: '/resend', json: { phone: '{{phone}}' } },
  check: { path: '/code', json: { phone: '{{phone}}', code: '{{code}}' } },
  inside: { path: '/account', headers: { 'x-phone': '{{phone}}' } },
}

/**
 * Starts an application that logs users in over an emulator in this process.
 *
 * @param onStart called with the number and the count of requests for codes; returns a status to refuse one with
 */
export async function useApplication(
  { post, emulator }: Api,
  onStart: (phone: string, count: number) => number | undefined = () => undefined,
): Promise<URL> {
  const insiders = new Set<string>()
  let starts = 0
  const send = async (phone: string) => {
    const refusal = onStart(phone, ++starts)
    if (refusal !== undefined) return refusal
    return (await post('/verifications/sms', { phone_number: phone, verify_profile_id: emulator.profileId })).status
  }
  const check = async (phone: string, code: string) => {
    const path = `/verifications/by_phone_number/${encodeURIComponent(phone)}/actions/verify`
    const { body } = await post(path, { code, verify_profile_id: emulator.profileId })
    if (body.data?.response_code !== 'accepted') return 401
    insiders.add(phone)
    return 200
  }
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { phone = '', code = '' } = JSON.parse(text || '{}') as { phone?: string; code?: string }
    const answers: Record<string, () => Promise<number>> = {
      '/login': () => send(phone),
      '/resend': () => send(phone),
      '/code': () => check(phone, code),
      '/account': async () => (insiders.has(String(request.headers['x-phone'])) ? 200 : 401),
    }
    response.writeHead((await answers[request.url ?? '']?.()) ?? 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}
