import { once } from 'node:events'
import { connect } from 'node:net'
import { onTestFinished } from 'vitest'

/** Asks on a connection, and leaves it open. @returns what came so far, when it contains the text */
export async function connectTo(port: number) {
  let text = ''
  let check = () => {}
  const socket = connect({ port, host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  socket.setEncoding('latin1').on('data', (more: string) => {
    text += more
    check()
  })
  socket.on('error', () => {})
  // Not by `once`, which fails when a connection is reset.
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  await once(socket, 'connect')
  const told = (part: string) =>
    new Promise<void>((resolve) => {
      check = () => {
        if (text.includes(part)) resolve()
      }
      check()
    })
  return { socket, told, closed, text: () => text }
}
