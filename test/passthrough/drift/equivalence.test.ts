import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../../../src/index.js'
import type { Send } from '../../support/emulator.js'
import { sender, testTime } from '../../support/emulator.js'
import { open } from '../pair.js'

const phones = ['+13125550123', '+442071838750', '+1', '13125550123'] as const
const channels = ['sms', 'call', 'flashcall', 'whatsapp'] as const
const codes = ['48213', '11111', '0000', 'x'] as const

type Step =
  | { readonly do: 'profile'; readonly body: unknown }
  | { readonly do: 'change' | 'drop' | 'read'; readonly which: number; readonly body: unknown }
  | {
      readonly do: 'send'
      readonly which: number
      readonly phone: string
      readonly channel: string
      readonly code: string | null
    }
  | {
      readonly do: 'check'
      readonly which: number
      readonly phone: string
      readonly code: string
      readonly byId: boolean
    }
  | { readonly do: 'list'; readonly path: string }
  | { readonly do: 'template'; readonly which: number; readonly text: string; readonly isNew: boolean }
  | { readonly do: 'odd'; readonly method: string; readonly path: string; readonly body: string | undefined }
  | { readonly do: 'wait'; readonly ms: number }

const which = fc.nat({ max: 5 })
const phone = fc.constantFrom(...phones)
const profileBody = fc.oneof(
  fc.record(
    {
      name: fc.constantFrom('A', 'Bé', ''),
      sms: fc.constantFrom({}, { code_length: 6 }, { whitelisted_destinations: ['US'] }),
      call: fc.constant({}),
    },
    { requiredKeys: [] },
  ),
  fc.constantFrom({ name: 'All', sms: {}, call: {}, flashcall: {} }, { name: 7 }, [], 'text', {
    name: 'A',
    language: 'xx',
  }),
)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('profile' as const), body: profileBody }),
  fc.record({ do: fc.constantFrom('change' as const, 'drop' as const, 'read' as const), which, body: profileBody }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      which,
      phone,
      channel: fc.constantFrom(...channels),
      code: fc.constantFrom(null, ...codes),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('check' as const),
      which,
      phone,
      code: fc.constantFrom(...codes),
      byId: fc.boolean(),
    }),
  },
  fc.record({
    do: fc.constant('list' as const),
    path: fc.constantFrom(
      '/verify_profiles',
      '/verify_profiles?page[size]=1&page[number]=2',
      '/verify_profiles/templates',
      '/verify_profiles?filter[name]=a',
      '/verify_profiles?page[size]=0',
      '/verifications/by_phone_number/+13125550123',
      '/verified_numbers',
    ),
  }),
  fc.record({
    do: fc.constant('template' as const),
    which,
    text: fc.constantFrom('{{code}}', '{{code}} of {{app_name}}', 'none', ''),
    isNew: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('odd' as const),
    method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
    path: fc.constantFrom(
      '/nothing',
      '/verifications',
      '/verify_profiles/',
      '/verifications/x/actions/verify',
      '/verify_profiles/7a0f5c1e-3b6d-4a80-9c1f-000000000001',
    ),
    body: fc.constantFrom(undefined, '{', '{}', 'null'),
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1000, 299_000, 300_000) }),
)

/** Replaces IDs and times, which differ between runs: the first ID becomes #1, and so on. */
class Normal {
  readonly #ids = new Map<string, string>()

  of(value: unknown): string {
    return (JSON.stringify(value) ?? '').replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, (id) => {
      if (!this.#ids.has(id)) this.#ids.set(id, `#${this.#ids.size + 1}`)
      return this.#ids.get(id) as string
    })
  }
}

interface World {
  readonly send: Send
  readonly profiles: string[]
  readonly verifications: string[]
  readonly templates: string[]
  readonly normal: Normal
}

const worldOf = (send: Send): World => ({ send, profiles: [], verifications: [], templates: [], normal: new Normal() })
const unknown = '7a0f5c1e-3b6d-4a80-9c1f-00000000000f'
const pick = (list: readonly string[], which: number) => list[which] ?? unknown

async function take(
  step: Exclude<Step, { do: 'wait' }>,
  { send, profiles, verifications, templates, normal }: World,
): Promise<string> {
  const ask = async (method: string, path: string, body?: unknown, made?: string[]) => {
    const reply = await send(method, path, body)
    if (made !== undefined && reply.status === 200) made.push(reply.body.data.id)
    const headers = ['content-type', 'allow', 'x-emulator-hint'].map((name) => reply.headers.get(name))
    return normal.of([reply.status, reply.body, headers])
  }
  switch (step.do) {
    case 'profile':
      return ask('POST', '/verify_profiles', step.body, profiles)
    case 'change':
      return ask('PATCH', `/verify_profiles/${pick(profiles, step.which)}`, step.body)
    case 'drop':
      return ask('DELETE', `/verify_profiles/${pick(profiles, step.which)}`)
    case 'read':
      return ask('GET', `/verifications/${pick(verifications, step.which)}`)
    case 'send': {
      const body = {
        phone_number: step.phone,
        verify_profile_id: pick(profiles, step.which),
        custom_code: step.code ?? undefined,
      }
      return ask('POST', `/verifications/${step.channel}`, body, verifications)
    }
    case 'check':
      return step.byId
        ? ask('POST', `/verifications/${pick(verifications, step.which)}/actions/verify`, { code: step.code })
        : ask('POST', `/verifications/by_phone_number/${step.phone}/actions/verify`, {
            code: step.code,
            verify_profile_id: pick(profiles, step.which),
          })
    case 'list':
      return ask('GET', step.path)
    case 'template':
      return step.isNew
        ? ask('POST', '/verify_profiles/templates', { text: step.text }, templates)
        : ask('PATCH', `/verify_profiles/templates/${pick(templates, step.which)}`, { text: step.text })
    case 'odd':
      return ask(step.method, step.path, step.method === 'GET' ? undefined : step.body)
  }
}

test('an emulator answers the same through passthrough as directly, and never drifts', async () => {
  let now = testTime
  const wall = () => now
  await using direct = await createEmulator({ seed: 1, now: wall })
  await using upstream = await createEmulator({ seed: 1, now: wall })
  await upstream.listen()
  const check = async (steps: readonly Step[]) => {
    await direct.reset()
    await upstream.reset()
    await using passing: Emulator = await createEmulator({
      passthrough: { upstream: upstream.url, ...open, allowNumbers: ['+13125550123', '+442071838750'] },
      now: wall,
    })
    const worlds = [
      worldOf(sender(direct)),
      worldOf(sender({ fetch: passing.fetch, url: passing.url, apiKey: passing.apiKey })),
    ] as const
    for (const step of [{ do: 'profile', body: { name: 'First', sms: {}, call: {} } } as const, ...steps]) {
      if (step.do === 'wait') {
        now += step.ms
        continue
      }
      // Numbers that cannot be allowed do not go out; another test covers them.
      if (step.do === 'send' && !step.phone.startsWith('+1312') && !step.phone.startsWith('+44')) continue
      const [plain, passed] = [await take(step, worlds[0]), await take(step, worlds[1])]
      expect(passed).toBe(plain)
    }
    const { drift, compared, exchanges } = await passing.server.contract.get()
    expect(drift).toEqual([])
    expect(compared).toBeGreaterThan(exchanges / 2)
  }
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), check), { numRuns: 60, seed: 5 })
})
