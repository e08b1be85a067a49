import { startExpress } from './express.js'
import { startFastify } from './fastify.js'
import { startHono } from './hono.js'
import type { ReceiverOptions } from './receiver.js'
import type { Running } from './running.js'
import { type Fault, faults, startWrong } from './wrong.js'

const starters: Readonly<Record<string, (port: number, options: ReceiverOptions) => Promise<Running>>> = {
  express: startExpress,
  fastify: startFastify,
  hono: startHono,
}

const isFault = (word: string): word is Fault => Object.hasOwn(faults, word)

function start(name: string, port: number, publicKey: string): Promise<Running> | undefined {
  if (isFault(name)) return startWrong(port, { publicKey, fault: name })
  return starters[name]?.(port, { publicKey, handle: ({ data }) => console.log(data.event_type, data.id) })
}

const [name = ''] = process.argv.slice(2)
const { PORT = '3000', TELNYX_PUBLIC_KEY } = process.env
if (TELNYX_PUBLIC_KEY === undefined) throw new Error('Set TELNYX_PUBLIC_KEY. The README beside this file shows how.')
const receiver = await start(name, Number(PORT), TELNYX_PUBLIC_KEY)
if (receiver === undefined)
  throw new Error(
    `Unknown receiver "${name}". Use one of: ${[...Object.keys(starters), ...Object.keys(faults)].join(', ')}.`,
  )
console.log(`${name} receives webhooks at ${receiver.url}`)
