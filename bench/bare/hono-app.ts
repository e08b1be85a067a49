import { Hono } from 'hono'
import { BareRecords, type Body } from './records.js'

/** A bare Hono app with only the routes of the load. */
export function createBareApp(): Hono {
  const records = new BareRecords()
  const app = new Hono()
  app.post('/v2/verifications/sms', async (c) => c.json(records.create(await c.req.json<Body>())))
  app.post('/v2/verifications/by_phone_number/:phone_number/actions/verify', async (c) =>
    c.json(records.check(c.req.param('phone_number'), await c.req.json<Body>())),
  )
  app.get('/v2/verify_profiles', (c) => c.json(records.list()))
  app.post('/v2/verify_profiles', async (c) => c.json(records.addProfile((await c.req.json<{ name: string }>()).name)))
  return app
}
