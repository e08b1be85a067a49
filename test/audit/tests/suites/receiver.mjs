/** A receiver of webhooks, as an application would have it: it verifies them, and notes each event once. */
import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

const maxAgeSecs = 300

export async function startReceiver(publicKey) {
  const x = Buffer.from(publicKey, 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const seen = new Set()
  /** What is known of each phone. */
  const notes = new Map()

  function isGenuine({ 'telnyx-timestamp': stamp, 'telnyx-signature-ed25519': signature }, body) {
    const isFresh = Math.abs(Date.now() / 1000 - Number(stamp)) < maxAgeSecs
    return isFresh && verify(null, Buffer.from(`${stamp}|${body}`), key, Buffer.from(String(signature), 'base64'))
  }

  function note({ id, event_type, payload }) {
    if (seen.has(id)) return
    seen.add(id)
    const known = notes.get(payload.phone_number) ?? { deliveries: 0, failures: 0, isAccepted: false }
    if (event_type === 'verify.delivered') known.deliveries += 1
    if (event_type === 'verify.failed') known.failures += 1
    if (event_type === 'verification.complete' && payload.status === 'accepted') known.isAccepted = true
    notes.set(payload.phone_number, known)
  }

  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    if (!isGenuine(request.headers, body)) return response.writeHead(403).end()
    note(JSON.parse(body).data)
    response.writeHead(204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    notes,
    /** Forgets everything: a sandbox that was reset repeats its IDs. */
    clear: () => {
      seen.clear()
      notes.clear()
    },
    close: () => server.close(),
  }
}
