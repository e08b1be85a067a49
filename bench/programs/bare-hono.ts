/** The bare Hono server, on the same Node server as ours, with default settings. */
import { serve } from '@hono/node-server'
import { createBareApp } from '../bare/hono-app.js'

serve({ fetch: createBareApp().fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`${JSON.stringify({ event: 'ready', url: `http://127.0.0.1:${port}/v2` })}\n`)
})
