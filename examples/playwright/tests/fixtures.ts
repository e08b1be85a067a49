import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test as base } from 'telnyx-verify-emulator/playwright'

export { expect } from 'telnyx-verify-emulator/playwright'

/** Each worker has its own application, which gets the URL of the worker's emulator from its environment. */
export const test = base.extend<object, { appUrl: string }>({
  appUrl: [
    async ({ emulator }, use) => {
      // The limits of the application would stop the tests, which send many codes to one number.
      const limits = { RESEND_AFTER_MS: '0', CODES_PER_HOUR: '100' }
      const env = { ...process.env, ...emulator.env, ...limits, PORT: '0' }
      const app = spawn(process.execPath, ['app/server.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      const ended = once(app, 'close')
      const [line] = await once(createInterface(app.stdout), 'line', { signal: AbortSignal.timeout(20_000) })
      await use(line.replace('Listening on ', ''))
      app.kill()
      await ended
    },
    { scope: 'worker' },
  ],
  baseURL: ({ appUrl }, use) => use(appUrl),
})
