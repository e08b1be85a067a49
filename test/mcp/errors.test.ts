import { describe, expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'
import { connectInProcess } from './mcp-client.js'

const phone_number = '+13035551234'

describe('a call that cannot work says what to do', () => {
  test.each([
    [
      'a misspelled argument',
      'read_code',
      { phone_number, timout: '1s' },
      'read_code: Unknown argument "timout". Did you mean timeout?',
    ],
    [
      'another name for an argument',
      'read_code',
      { to: phone_number },
      'read_code needs the argument phone_number: you sent `to`, did you mean `phone_number`?',
    ],
    [
      'a missing argument',
      'advance_clock',
      {},
      'advance_clock needs the argument by: Milliseconds, or a duration like `90s`, `5m`, `2h30m`, `1d`; example: "5m".',
    ],
    [
      'null for a needed argument',
      'read_code',
      { phone_number: null },
      'read_code needs the argument phone_number: Phone number in E.164; example: "+13035551234".',
    ],
    [
      'an object in the place of a text',
      'read_code',
      { phone_number: { $gt: '' } },
      'phone_number must be a single value, not an object.',
    ],
    ['a list in the place of a number', 'list_messages', { limit: [1] }, 'limit must be a single value, not a list.'],
    [
      'a number that is not in E.164',
      'read_code',
      { phone_number: '3035551234' },
      '"3035551234" is not a phone number in E.164. Write it with its plus sign, like +13035551234.',
    ],
    ['an empty number', 'read_code', { phone_number: '' }, '"" is not a valid phone_number.'],
    ['dots as a number', 'read_code', { phone_number: '..' }, '".." is not a valid phone_number.'],
    ['a misspelled value', 'set_outcome', { outcome: 'expird' }, 'Unknown outcome "expird". Did you mean expired?'],
    ['a member of a body of the wrong type', 'add_fault', { fault: { kind: 'hang' }, times: 'three' }, /times/],
    ['nothing to add or to remove', 'add_fault', {}, 'Pass fault to add a fault, or clear: true to remove all.'],
    ['a text in the place of true', 'set_outcome', { clear: 'yes' }, 'clear must be true or false.'],
    ['a sandbox that cannot be', 'list_messages', { sandbox: '../x' }, /^"\.\.\/x" is not a valid sandbox name\./],
    ['a sandbox that is not a text', 'list_messages', { sandbox: 7 }, 'sandbox must be a text, like "checkout-7".'],
    ['a wait that is too long', 'read_code', { phone_number, timeout: '1h' }, 'timeout must be at most 5m, not "1h".'],
    [
      'a snapshot that was never taken',
      'restore',
      { name: 'x' },
      'No snapshot of sandbox "default" was taken here. Call `snapshot` first, or pass fixtures: true to start over.',
    ],
    [
      'a name of a snapshot that is not a text',
      'snapshot',
      { name: 7 },
      'name must be a text of 1 to 100 characters, like "before-login".',
    ],
    ['neither audit', 'audit', {}, 'Pass either receiver_url, to audit a webhook receiver, or flow, to audit a login.'],
    [
      'both audits',
      'audit',
      { receiver_url: 'http://127.0.0.1:1', flow: {} },
      'Pass either receiver_url, to audit a webhook receiver, or flow, to audit a login.',
    ],
    [
      'an audit of another machine',
      'audit',
      { receiver_url: 'http://example.com/hooks' },
      /^example\.com is not this machine/,
    ],
    [
      'an audit of a name that only looks like this machine',
      'audit',
      { receiver_url: 'http://127.0.0.1.evil.example/' },
      /is not this machine/,
    ],
    ['an audit without a URL', 'audit', { receiver_url: 'localhost' }, /^receiver_url must be an HTTP URL/],
    ['a flow that lacks its start', 'audit', { flow: { base: 'http://127.0.0.1:1' } }, /flow: start is missing/],
    [
      'a flow for another machine',
      'audit',
      {
        flow: {
          base: 'http://example.com',
          start: { path: '/', json: '{{phone}}' },
          check: { path: '/', json: '{{code}}', expect: { status: 200 } },
        },
      },
      /^example\.com is not this machine/,
    ],
  ] as const)('%s', async (_, name, args, message) => {
    const { emulator } = await useApi()
    const client = await connectInProcess(emulator)
    const { content, isError } = await client.callTool({ name, arguments: args })
    const { text } = content[0] as { text: string }
    expect(isError).toBe(true)
    if (typeof message === 'string') expect(text).toBe(message)
    else expect(text).toMatch(message)
  })

  test('a snapshot under another name lists those that there are', async () => {
    const { emulator } = await useApi()
    const client = await connectInProcess(emulator)
    await client.callTool({ name: 'snapshot', arguments: { name: 'before' } })
    const { content } = await client.callTool({ name: 'restore', arguments: { name: 'after' } })
    expect(content).toMatchObject([{ text: 'Sandbox "default" has no snapshot "after". It has: "before".' }])
  })

  test('an unknown tool', async () => {
    const { emulator } = await useApi()
    const client = await connectInProcess(emulator)
    await expect(client.callTool({ name: 'read_cod' })).rejects.toThrow(
      'Unknown tool "read_cod". Did you mean read_code?',
    )
  })

  test.each([
    ['tve://guides/sandbox', 'Did you mean tve://guides/sandboxes?'],
    ['tve://rules/C999', 'Unknown rule "C999"'],
    ['tve://rules/..%2Fsandboxes', 'Unknown rule'],
    ['file:///etc/passwd', 'Unknown resource "file:///etc/passwd".'],
    ['tve://guides/../package.json', 'Unknown resource'],
  ])('the resource %s', async (uri, message) => {
    const { emulator } = await useApi()
    const client = await connectInProcess(emulator)
    await expect(client.readResource({ uri })).rejects.toThrow(message)
  })
})

describe('a request that is not one of the protocol is refused', () => {
  const path = '//_emulator/mcp'
  const accept = 'application/json, text/event-stream'

  test.each([
    ['no JSON', '{', {}, 400],
    ['no body', '', {}, 400],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['no message', '{"hello":"world"}', {}, 400],
    ['more than a megabyte', JSON.stringify({ x: 'x'.repeat(1_100_000) }), {}, 413],
  ])('%s', async (_, body, headers, status) => {
    const { send } = await useApi()
    expect((await send('POST', path, body, { accept, ...headers })).status).toBe(status)
  })
})
