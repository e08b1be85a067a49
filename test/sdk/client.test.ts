import Telnyx from 'telnyx'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { EmulatorOptions } from '../../src/index.js'
import { useApi } from '../support/emulator.js'

const manyNumbers = Array.from({ length: 30 }, (_, index) => ({ phone_number: `+130355501${10 + index}` }))

describe.each(['in the process', 'over a port'])('the official client %s', (transport) => {
  async function useClient(options?: EmulatorOptions) {
    const { emulator } = await useApi(options)
    if (transport === 'over a port') await emulator.listen({ port: 0 })
    const itsFetch = transport === 'in the process' && { fetch: emulator.fetch }
    const client = new Telnyx({ baseURL: emulator.url, apiKey: emulator.apiKey, maxRetries: 0, ...itsFetch })
    return { emulator, client, itsFetch }
  }

  test('H15, H4: pages through 60 profiles automatically, newest first', async () => {
    const { client } = await useClient()
    const names = Array.from({ length: 60 }, (_, index) => `Shop ${index + 1}`)
    for (const name of names) await client.verifyProfiles.create({ name, sms: {} })

    const met: (string | undefined)[] = []
    for await (const profile of client.verifyProfiles.list()) met.push(profile.name)

    expect(met).toEqual([...names.reverse(), 'Acme'])
  })

  test('H15, P11: keeps page size and filter while paging', async () => {
    const { client } = await useClient()
    for (let index = 1; index <= 60; index++) await client.verifyProfiles.create({ name: `Shop ${index}`, sms: {} })

    const first = await client.verifyProfiles.list({
      filter: { name: { contains: 'sHOP' } as never },
      'page[size]': 40,
    })
    const sizes: number[] = []
    for await (const page of first.iterPages()) sizes.push(page.data.length)

    expect(first.meta).toEqual({ total_pages: 2, total_results: 60, page_number: 1, page_size: 40 })
    expect(sizes).toEqual([40, 20])
  })

  test('H15, N3: pages through 30 verified numbers', async () => {
    const { client } = await useClient({ fixtures: { version: 1, verified_numbers: manyNumbers } })

    const met: (string | undefined)[] = []
    for await (const number of client.verifiedNumbers.list({ 'page[size]': 7 })) met.push(number.phone_number)

    expect(met).toEqual(manyNumbers.map((number) => number.phone_number).reverse())
  })

  test('H12, H13: exposes the headers', async () => {
    const { client } = await useClient()

    const { headers } = await client.verifyProfiles.list().asResponse()

    expect(headers.get('x-request-id')).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    for (const name of ['limit', 'remaining', 'reset']) expect(headers.get(`x-ratelimit-${name}`)).toMatch(/^\d+$/)
  })

  test('finds the emulator with environment variables alone', async () => {
    const { emulator, itsFetch } = await useClient()
    for (const [name, value] of Object.entries(emulator.env)) vi.stubEnv(name, value)
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })

    const client = new Telnyx({ ...itsFetch })
    const profileId = process.env.TELNYX_VERIFY_PROFILE_ID as string
    await client.verifications.triggerSMS({ phone_number: '+13035551234', verify_profile_id: profileId })
    const { code } = await emulator.inbox.next('+13035551234')
    const { data } = await client.verifications.byPhoneNumber.actions.verify('+13035551234', {
      code,
      verify_profile_id: profileId,
    })

    expect(client.baseURL).toBe(emulator.url)
    expect(data).toEqual({ phone_number: '+13035551234', response_code: 'accepted' })
  })

  test('reaches only the sandbox of its key', async () => {
    const { emulator, client, itsFetch } = await useClient()
    const { url: baseURL, apiKey } = emulator.sandbox('other')
    const other = new Telnyx({ baseURL, apiKey, maxRetries: 0, ...itsFetch })

    await client.verifyProfiles.create({ name: 'Mine', sms: {} })

    expect((await other.verifyProfiles.list()).data.map(({ name }) => name)).toEqual(['Acme'])
  })
})
