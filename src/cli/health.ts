import { get } from 'node:http'
import type { Health } from '../client.js'
import { CommandError } from './command-error.js'

/** Asks a running emulator whether it is well; made for a container's HEALTHCHECK. @throws {CommandError} 1 if not */
export async function health(origin: string): Promise<Health> {
  const text = await new Promise<string>((resolve, reject) => {
    const request = get(`${origin}/health`, { timeout: 2000, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => (response.statusCode === 200 ? resolve(body) : reject(new Error(`it answered ${response.statusCode}`))))
    })
    request.on('timeout', () => request.destroy(new Error('no answer within 2 s')))
    request.on('error', reject)
  }).catch((error: Error) => {
    throw new CommandError(`No healthy emulator at ${origin}: ${error.message}`, 1)
  })
  try {
    return JSON.parse(text) as Health
  } catch {
    throw new CommandError(`No emulator at ${origin}: the answer is not JSON`, 1)
  }
}
