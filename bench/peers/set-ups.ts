/** What the peers need to answer a create: one route, with the number and the profile of the request in the answer. */

/** The answer, with an expression of the tool for each value that differs. */
const answer = (id: string, phoneNumber: string, profileId: string, now: string) =>
  JSON.stringify({
    data: {
      id,
      record_type: 'verification',
      type: 'sms',
      phone_number: phoneNumber,
      verify_profile_id: profileId,
      status: 'pending',
      custom_code: null,
      timeout_secs: 300,
      created_at: now,
      updated_at: now,
    },
  })

/** A custom emulator of `emulate`, which keeps its records as the bare servers do. */
export const emulateConfig = `import { randomUUID } from 'node:crypto'
import { defineConfig, defineEmulator } from 'emulate'

const verifications = new Map()
const verify = defineEmulator({
  name: 'verify',
  state: () => ({}),
  setup({ app }) {
    app.post('/v2/verifications/sms', async (c) => {
      const { phone_number, verify_profile_id } = await c.req.json()
      const id = randomUUID()
      const now = new Date().toISOString()
      const verification = {
        id, record_type: 'verification', type: 'sms', phone_number, verify_profile_id, status: 'pending',
        custom_code: null, timeout_secs: 300, created_at: now, updated_at: now,
      }
      verifications.set(id, verification)
      return c.json({ data: verification })
    })
  },
})

export default defineConfig({ services: { verify: { emulator: verify } } })
`

/** A stub of WireMock with a response template. */
const wiremockStub = {
  request: { method: 'POST', urlPath: '/v2/verifications/sms' },
  response: {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    transformers: ['response-template'],
    body: answer(
      "{{randomValue type='UUID'}}",
      "{{jsonPath request.body '$.phone_number'}}",
      "{{jsonPath request.body '$.verify_profile_id'}}",
      '{{now}}',
    ),
  },
}

/** The text of WireMock's file of stubs. */
export const wiremockMapping = JSON.stringify({ mappings: [wiremockStub] })

const route = '1b3f7e8a-6c1d-4f2e-9a5b-1c2d3e4f5a61'

/** The text of Mockoon's data file, with one route and a response template. */
export const mockoonData = JSON.stringify({
  uuid: '0b3f7e8a-6c1d-4f2e-9a5b-1c2d3e4f5a60',
  lastMigration: 33,
  name: 'verify',
  endpointPrefix: 'v2',
  latency: 0,
  port: 0,
  hostname: '127.0.0.1',
  folders: [],
  routes: [
    {
      uuid: route,
      type: 'http',
      documentation: '',
      method: 'post',
      endpoint: 'verifications/sms',
      responses: [
        {
          uuid: '2b3f7e8a-6c1d-4f2e-9a5b-1c2d3e4f5a62',
          body: answer('{{uuid}}', "{{body 'phone_number'}}", "{{body 'verify_profile_id'}}", '{{now}}'),
          latency: 0,
          statusCode: 200,
          label: '',
          headers: [{ key: 'content-type', value: 'application/json' }],
          bodyType: 'INLINE',
          filePath: '',
          databucketID: '',
          sendFileAsBody: false,
          rules: [],
          rulesOperator: 'OR',
          disableTemplating: false,
          fallbackTo404: false,
          default: true,
          crudKey: 'id',
          callbacks: [],
        },
      ],
      responseMode: null,
    },
  ],
  rootChildren: [{ type: 'route', uuid: route }],
  proxyMode: false,
  cors: false,
  headers: [],
  data: [],
  callbacks: [],
})
