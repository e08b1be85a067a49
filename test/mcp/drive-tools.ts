import type { Client } from '@modelcontextprotocol/client'
import { expect } from 'vitest'
import { useReceiver } from '../support/receiver.js'

const phoneNumber = '+13035551234'

/** The emulated API as the application under test uses it. */
export interface Application {
  /** Base URL with `/v2`. */
  readonly url: string
  readonly profileId: string
  readonly fetch?: (input: string, init: RequestInit) => Promise<Response>
  /** The sandbox of the application, named to each tool. */
  readonly sandbox: string
}

// biome-ignore lint/suspicious/noExplicitAny: tests read parts of it and fail if they are missing
type Content = any

/** A client whose calls must succeed, in one sandbox. */
function inSandbox(client: Client, sandbox: string) {
  return async (name: string, args: Record<string, unknown> = {}): Promise<Content> => {
    const result = await client.callTool({ name, arguments: { ...args, sandbox } })
    const [summary, json] = result.content as { type: string; text: string }[]
    expect(result.isError, summary?.text).toBeFalsy()
    expect(JSON.parse(json?.text ?? '')).toEqual(result.structuredContent)
    return result.structuredContent
  }
}

/**
 * Drives every tool as an agent would that writes a test of a login. The client checks each result by the schema of the tool's
 * output. Returns the names of the tools that it has called.
 */
export async function driveTools(client: Client, application: Application): Promise<Set<string>> {
  const called = new Set<string>()
  const callTool = inSandbox(client, application.sandbox)
  const call = (name: string, args?: Record<string, unknown>) => {
    called.add(name)
    return callTool(name, args)
  }
  const { fetch = globalThis.fetch, url, sandbox, profileId } = application
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer sandbox_${sandbox}`, 'content-type': 'application/json' }
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, body: (await response.json()) as Content }
  }
  const send = () => post('/verifications/sms', { phone_number: phoneNumber, verify_profile_id: profileId })
  const check = async (code: string) => {
    const path = `/verifications/by_phone_number/${phoneNumber}/actions/verify`
    return (await post(path, { code, verify_profile_id: profileId })).body.data?.response_code
  }

  expect(await call('explain')).toMatchObject({ found: false })
  expect(await call('snapshot', { name: 'empty' })).toMatchObject({ name: 'empty', sandbox, verifications: 0 })
  const waiting = call('read_code', { phone_number: phoneNumber })
  await send()
  const { message, cursor } = await waiting
  expect(await call('list_messages')).toMatchObject({ messages: [{ code: message.code, status: 'pending' }] })
  expect(cursor).not.toBe('')
  const opened = await call('open_handset', { phone_number: phoneNumber })
  expect(opened).toMatchObject({ sandbox, messages: [{ code: message.code }] })
  const followed = { phone_number: phoneNumber, since: opened.cursor, boot: opened.boot, wait_secs: 0 }
  expect(await call('read_handset', followed)).toMatchObject({ boot: opened.boot, messages: [{ code: message.code }] })

  expect(await check(message.code === '11111' ? '22222' : '11111')).toBe('rejected')
  expect(await call('explain')).toMatchObject({ found: true, rule: { id: 'C3' }, entry: { status: 200 } })

  await call('set_outcome', { outcome: 'expired', times: 1 })
  expect(await check(message.code)).toBe('expired')
  const explained = await call('explain', { phone_number: phoneNumber })
  expect(explained.why).toBe('The forced outcome scenario_1 decided, not the application.')
  expect((await call('set_outcome', { clear: true })).scenarios).toEqual([])

  const added = await call('add_fault', { fault: { kind: 'status', status: 503 }, times: 2 })
  expect(added).toMatchObject({ fault: { id: 'fault_2' }, faults: [{ id: 'fault_2', times: 2 }] })
  expect((await send()).status).toBe(503)
  expect((await call('explain')).why).toBe('The injected fault fault_2 decided, not the application.')
  expect((await call('add_fault', { clear: true })).faults).toEqual([])

  const { entries } = await call('journal', { kind: 'request', limit: 1 })
  expect(entries).toHaveLength(1)
  expect(entries[0]).not.toHaveProperty('request')
  const [detailed] = (await call('journal', { kind: 'request', limit: 1, details: true })).entries
  expect(detailed.request.body.phone_number).toBe(phoneNumber)

  const sends = { operation: 'CreateVerificationSms', match: { status: 200 } }
  expect(await call('assert_requests', { ...sends, times: 1 })).toMatchObject({ ok: true, matched: 1 })
  const failed = await call('assert_requests', { operation: 'CreateVerificationCall' })
  expect(failed).toMatchObject({ ok: false, detail: expect.stringContaining('CreateVerificationCall') })

  await driveWebhooks(call, { post, send })

  const covered = await call('coverage')
  expect(covered.reached.outcomes).toEqual({ rejected: 1, expired: 1 })
  expect(covered.never.outcomes).toEqual(['accepted', 'max_attempts_exceeded'])
  expect(covered.next_tests[0].missing).toBe('outcomes: accepted')

  expect(await call('restore', { name: 'empty' })).toMatchObject({ sandbox, verifications: 0, messages: 0 })
  await send()
  expect((await call('read_code', { phone_number: phoneNumber })).message.code).toBe(message.code)
  expect(await call('restore', { fixtures: true })).toMatchObject({ sandbox })
  return called
}

type CallTool = (name: string, args?: Record<string, unknown>) => Promise<Content>
type Post = (path: string, body: object) => Promise<{ body: Content }>

/** Webhooks, the clock, and the audit of the receiver that gets them: one that accepts everything. */
async function driveWebhooks(call: CallTool, { post, send }: { post: Post; send: () => Promise<unknown> }) {
  const receiver = await useReceiver({ isChecked: false })
  const profile = await post('/verify_profiles', { name: 'webhooks', webhook_url: receiver.url, sms: {} })
  const verify_profile_id = profile.body.data.id
  await post('/verifications/sms', { phone_number: '+13035550199', verify_profile_id })
  await receiver.received(2)
  const { clock, events } = await call('advance_clock', { by: '6m' })
  expect(clock.offset_ms).toBeGreaterThan(300_000)
  expect(events.map((event: Content) => event.event)).toContain('verification.expired')
  const listed = await call('webhooks', { event_type: 'verification.complete' })
  expect(listed.webhooks).toMatchObject([{ state: 'delivered', attempts: [{ status: 204, request: { body: '' } }] }])
  const shown = await call('webhooks', { event_type: 'verification.complete', details: true })
  expect(JSON.parse(shown.webhooks[0].attempts[0].request.body).data.payload.status).toBe('expired')
  const { ok, findings, counts } = await call('audit', { receiver_url: receiver.url })
  expect(ok).toBe(false)
  expect(counts.failed).toBe(findings.filter((finding: Content) => finding.kind === 'failed').length)
  expect(findings.map((finding: Content) => finding.check)).toContain('no-signature')
  await send()
}
