import { expect, test, vi } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { connectInProcess } from './mcp-client.js'

/** The sample login form of the emulator, as an agent describes it. */
const toFlow = (base: string) => ({
  base,
  start: { path: '/prototype/start', json: { phone_number: '{{phone}}' } },
  check: { path: '/prototype/check', json: { code: '{{code}}' }, expect: { json: { '/verified': true } } },
})

async function useLogin() {
  const emulator = await createEmulator({ page: { prototype: true }, onWarning: () => {} })
  await emulator.listen({ port: 0 })
  const client = await connectInProcess(emulator)
  return { emulator, client, flow: toFlow(new URL(emulator.url).origin) }
}

test('an agent audits a login that runs, is told how far it is, and meets its findings alone', async () => {
  const { emulator, client, flow } = await useLogin()
  try {
    const progress: number[] = []
    const only = ['code-single-use', 'wrong-code']
    const { content, structuredContent, isError } = await client.callTool(
      { name: 'audit', arguments: { flow, only } },
      { onprogress: (seen) => progress.push(seen.progress), timeout: 60_000 },
    )
    expect(isError, JSON.stringify(content)).toBeUndefined()
    expect(structuredContent).toMatchObject({ ok: true, counts: { passed: 2 }, findings: [] })
    expect(progress).toEqual([1, 2])
  } finally {
    await emulator.close()
  }
})

test('one audit at a time, and an unknown check is answered with the known ones', async () => {
  const { emulator, client, flow } = await useLogin()
  try {
    const audit = (only: string[]) => client.callTool({ name: 'audit', arguments: { flow, only } })
    const [first, second] = await Promise.all([audit(['wrong-code']), audit(['wrong-code'])])
    const texts = [first, second].map(({ content }) => (content as { text: string }[])[0]?.text)
    expect(texts.sort()).toEqual(['Another audit is running. Call audit again when it is over.', 'Nothing failed.'])
    const { content } = await audit(['wrong-cod'])
    expect(content).toMatchObject([{ text: '--only: Unknown check "wrong-cod". Did you mean wrong-code?' }])
  } finally {
    await emulator.close()
  }
})

test('a cancelled audit sends no more requests, and the next one may begin', async () => {
  const { emulator, client, flow } = await useLogin()
  try {
    const cancel = new AbortController()
    const isUnderWay = client.callTool(
      { name: 'audit', arguments: { flow, level: 'l3' } },
      { onprogress: () => cancel.abort('enough'), signal: cancel.signal, timeout: 600_000 },
    )
    await expect(isUnderWay).rejects.toThrow()
    const next = () => client.callTool({ name: 'audit', arguments: { flow, only: ['wrong-code'] } })
    const isRefused = ({ content }: Awaited<ReturnType<typeof next>>) =>
      JSON.stringify(content).includes('Another audit')
    await vi.waitFor(async () => expect(isRefused(await next())).toBe(false), { timeout: 60_000 })
    const { cursor } = await emulator.journal.list({ limit: 1 })
    expect(isRefused(await next())).toBe(false)
    const { entries } = await emulator.journal.list({ since: cursor, operation: 'CreateVerificationSms', limit: 1000 })
    // The honest logins of one check and its own; a whole audit sends hundreds.
    expect(entries.length).toBeLessThan(10)
  } finally {
    await emulator.close()
  }
})
