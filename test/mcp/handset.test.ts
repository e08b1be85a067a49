import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Emulator } from '../../src/index.js'
import { root } from '../../tools/documents.js'
import { useApi } from '../support/emulator.js'
import { connectInProcess } from './mcp-client.js'

const phone = '+13035551234'
const uri = 'ui://telnyx-verify-emulator/handset'
const appExtension = { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } }

interface Handset {
  readonly sandbox: string
  readonly url?: string
  readonly boot: string
  readonly cursor: string
  readonly clock: { readonly clock: { readonly now: string } }
  readonly messages: readonly { readonly code: string; readonly status: string | null }[]
}

/** A client that says of itself whether it shows apps. */
async function connectHost({ fetch, url }: Emulator, extensions: object): Promise<Client> {
  const client = new Client(
    { name: 'host', version: '1.0.0' },
    { capabilities: { extensions: extensions as never }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/_emulator/mcp', url), { fetch: (input, init) => fetch(input, init) }),
  )
  onTestFinished(() => client.close())
  return client
}

async function ask(client: Client, name: string, args: Record<string, unknown> = {}): Promise<Handset> {
  const result = await client.callTool({ name, arguments: args })
  expect(result.isError, JSON.stringify(result.content)).not.toBe(true)
  return result.structuredContent as unknown as Handset
}

const follow = (client: Client, { boot, cursor, sandbox }: Handset, more: Record<string, unknown> = {}) =>
  ask(client, 'read_handset', { sandbox, boot, since: cursor, ...more })

describe('the handset as an MCP App', () => {
  test('the tool names a resource, which is a document without any address of its own', async () => {
    const { emulator } = await useApi()
    const client = await connectHost(emulator, appExtension)
    const { tools } = await client.listTools()
    expect(tools.find(({ name }) => name === 'open_handset')?._meta).toEqual({ ui: { resourceUri: uri } })
    expect(tools.find(({ name }) => name === 'read_handset')?._meta).toEqual({
      ui: { resourceUri: uri, visibility: ['app'] },
    })
    const { contents } = await client.readResource({ uri })
    const [content] = contents as unknown as [{ text: string; mimeType: string; _meta: object }]
    expect(content.mimeType).toBe('text/html;profile=mcp-app')
    expect(content._meta).toEqual({ ui: { csp: {}, permissions: { clipboardWrite: {} }, prefersBorder: false } })
    expect(content.text).toBe(brotliDecompressSync(readFileSync(`${root}dist/web/hosted.html.br`)).toString())
    expect(content.text).toMatch(/^<!doctype html>/)
    expect(content.text.match(/(?:src|href)="[^"]*"/g)).toBeNull()
  })

  test('a client that shows no apps does not see the tool of the app', async () => {
    const { emulator } = await useApi()
    const { tools } = await (await connectHost(emulator, {})).listTools()
    const names = tools.map(({ name }) => name)
    expect(names).toContain('open_handset')
    expect(names).not.toContain('read_handset')
  })

  test('opening it returns the sandbox of the key, the page for a browser, and the messages', async () => {
    const { emulator } = await useApi()
    const checkout = emulator.sandbox('checkout')
    const client = await connectInProcess(emulator, { headers: { authorization: `Bearer ${checkout.apiKey}` } })
    const before = await ask(client, 'open_handset', { phone_number: phone })
    expect(before).toMatchObject({ sandbox: 'checkout', messages: [] })
    expect(new URL(before.url ?? '').search).toBe('?sandbox=checkout&number=%2B13035551234')
    expect((await emulator.fetch(before.url ?? '', { headers: { accept: 'text/html' } })).status).toBe(200)
  })
})

describe('following the handset', () => {
  test('a call waits until a code arrives, and returns it with the status and the next cursor', async () => {
    const { emulator, post } = await useApi()
    const client = await connectInProcess(emulator)
    const opened = await ask(client, 'open_handset', { phone_number: phone })
    const waiting = follow(client, opened, { phone_number: phone })
    const sent = await post('/verifications/sms', { phone_number: phone, verify_profile_id: emulator.profileId })
    const first = await waiting
    const [message] = await emulator.inbox.list()
    const all = first.messages.length === 1 ? first : await follow(client, first, { phone_number: phone })
    expect(all.messages).toMatchObject([{ code: message?.code, status: 'pending' }])
    await post(`/verifications/${sent.body.data.id}/actions/verify`, { code: message?.code })
    const checked = await follow(client, all, { phone_number: phone })
    expect(checked.messages).toMatchObject([{ status: 'accepted' }])
  })

  test('what happened between two calls is returned at once', async () => {
    const { emulator, post } = await useApi()
    const client = await connectInProcess(emulator)
    const opened = await ask(client, 'open_handset')
    await post('/verifications/sms', { phone_number: phone, verify_profile_id: emulator.profileId })
    expect((await follow(client, opened, { wait_secs: 50 })).messages).toHaveLength(1)
  })

  test('a moved clock and a reset are changes, too', async () => {
    const { emulator } = await useApi()
    const client = await connectInProcess(emulator)
    const opened = await ask(client, 'open_handset')
    const waiting = follow(client, opened, { wait_secs: 50 })
    // A stream that is not open yet learns of the second one.
    await emulator.clock.advance('1h')
    await emulator.reset()
    const after = await waiting
    expect(after.boot).toBe(opened.boot)
    expect((await follow(client, opened, { wait_secs: 50 })).messages).toEqual([])
  })

  test('without a change it answers when the time is over', async () => {
    const { emulator } = await useApi()
    const client = await connectInProcess(emulator)
    const opened = await ask(client, 'open_handset')
    const again = await follow(client, opened, { wait_secs: 0.01 })
    expect(again).toMatchObject({ boot: opened.boot, cursor: opened.cursor, messages: [] })
  })

  test('a cursor of another process is out of date, so the call answers at once', async () => {
    const { emulator } = await useApi()
    const client = await connectInProcess(emulator)
    const opened = await ask(client, 'open_handset')
    const { boot } = await ask(client, 'read_handset', { since: opened.cursor, boot: 'another', wait_secs: 50 })
    expect(boot).toBe(opened.boot)
  })

  test.each([
    [{ wait_secs: 51 }, 'wait_secs must be a number from 0 to 50, not 51.'],
    [{ wait_secs: '1s' }, 'wait_secs must be a number from 0 to 50, not "1s".'],
    [{ since: 'x', wait_secs: 0 }, 'since="x" is not a valid cursor'],
  ])('%j is refused with what to do', async (args, reason) => {
    const { emulator } = await useApi()
    const client = await connectInProcess(emulator)
    const { isError, content } = await client.callTool({ name: 'read_handset', arguments: args })
    expect(isError).toBe(true)
    const [{ text }] = content as unknown as [{ text: string }]
    expect(text).toContain(reason)
  })
})

test('the skill and its references are resources, under the paths that it links to', async () => {
  const { emulator } = await useApi()
  const client = await connectInProcess(emulator)
  const { resources } = await client.listResources()
  const { contents } = await client.readResource({ uri: 'tve://skill/SKILL.md' })
  const { text } = contents[0] as { text: string }
  expect(text).toBe(readFileSync(`${root}skills/telnyx-verify-emulator/SKILL.md`, 'utf8'))
  const links = [...text.matchAll(/\]\((references\/[^)]+)\)/g)].map(([, path]) => `tve://skill/${path}`)
  expect(links.length).toBeGreaterThan(2)
  expect(resources.map((resource) => resource.uri)).toEqual(expect.arrayContaining(links))
})
