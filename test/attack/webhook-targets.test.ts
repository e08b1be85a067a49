import { describe, expect, test } from 'vitest'
import { createTargetGuard } from '../../src/webhook/targets.js'
import { createTransport } from '../../src/webhook/transport.js'
import { useApi } from '../support/emulator.js'
import { useReceiver } from '../support/receiver.js'

const refusalOf = (hosts: readonly string[], url: string) => createTargetGuard(hosts).refuse(new URL(url))

describe('webhooks are never sent to an address that gives out credentials of the machine', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://169.254.170.2/v2/credentials',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://0xa9.254.0251.254/',
    'http://169.16689662/',
    'http://169.254.169.254./',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[0:0:0:0:0:ffff:a9fe:a9fe]/',
    'http://[::169.254.169.254]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://[2002:a9fe:a9fe::]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://[FD00:0EC2:0:0::254]/',
    'http://[fd20:ce::254]/',
    'http://[fd00:ec2::23]/',
    'http://[fd00:42::42]/',
    'http://[::ffff:0:169.254.169.254]/',
    'http://[64:ff9b::100.100.100.200]/',
    'http://[64:ff9b:1::168.63.129.16]/',
    'http://[64:ff9b:1:a9fe:a9:fe00::]/',
    'http://[2002:6464:64c8::]/',
    'http://[2001:0:1:2:3:4:5601:5601]/',
    'http://[2001:db8::5efe:a9fe:a9fe]/',
    'http://[::100.100.100.200]/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
    'http://user:password@169.254.169.254:80/',
    'https://\u2460\u2465\u2468.254.169.254/',
  ])('%s', (url) => {
    expect(refusalOf([], url)).toMatch(/^not sent: .* is a link-local or metadata address/)
  })

  test.each(['169.254.169.254', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', 'fd00:ec2::254', 'fe80::1%eth0'])(
    'nor to a name that resolves to %s, for the connection itself',
    async (address) => {
      const { lookup } = createTargetGuard([])
      // An address resolves to itself, so this needs no name server.
      const found = await new Promise<unknown[]>((resolve) => {
        lookup(address, { all: true }, (...answer: unknown[]) => resolve(answer))
      })
      expect(found).toEqual([expect.objectContaining({ code: 'ETARGET' })])
    },
  )

  test('but to this machine, by name and by address', async () => {
    const receiver = await useReceiver({ isChecked: false })
    const transport = createTransport(2000)
    for (const url of [receiver.url, receiver.url.replace('127.0.0.1', 'localhost')]) {
      const { error } = await transport.post({ url, headers: {}, body: '{}' })
      expect(error ?? 'sent').not.toContain('not sent')
    }
    transport.close()
    expect(refusalOf([], 'http://10.0.0.1/')).toBeUndefined()
    expect(refusalOf([], 'http://170.254.169.254/')).toBeUndefined()
    expect(refusalOf([], 'http://[fd00::1]/')).toBeUndefined()
  })

  test('unless the address itself is listed', () => {
    expect(refusalOf(['169.254.169.254'], 'http://169.254.169.254/hook')).toBeUndefined()
  })
})

describe('--webhook-hosts', () => {
  test.each([
    ['localhost', 'http://localhost:3000/hooks'],
    ['LOCALHOST', 'https://localhost/'],
    ['127.0.0.1', 'http://127.1:3000/'],
    ['*.test', 'http://shop.corp.test/'],
    ['shop.test:8080', 'http://shop.test:8080/'],
    ['shop.test:443', 'https://shop.test/'],
    ['https://shop.test/hooks', 'http://shop.test/'],
    ['::1', 'http://[::1]:3000/'],
    ['[::1]:3000', 'http://[0:0::1]:3000/'],
  ])('%s allows %s', (host, url) => {
    expect(refusalOf(['other.test', host], url)).toBeUndefined()
  })

  test.each([
    ['localhost', 'http://localhost.evil.test/'],
    ['localhost', 'http://127.0.0.1/'],
    ['*.test', 'http://test/'],
    ['*.test', 'http://shop.test.evil/'],
    ['shop.test', 'http://shop.test@evil.test/'],
    ['shop.test', 'http://sub.shop.test/'],
    ['shop.test:8080', 'http://shop.test/'],
    ['127.0.0.1', 'http://169.254.169.254/'],
  ])('%s does not allow %s', (host, url) => {
    expect(refusalOf([host], url)).toContain(`is not one of --webhook-hosts ${host}`)
  })

  test('a refused webhook is a failed attempt that says why, and nothing is sent', async () => {
    const receiver = await useReceiver({ isChecked: false })
    const { emulator, post } = await useApi({ webhooks: { url: receiver.url, hosts: ['shop.test'], delays: [0] } })
    await post('/verifications/sms', { phone_number: '+13035551234', verify_profile_id: emulator.profileId })
    const { attempts, state } = await emulator.webhooks.next({ timeout: '10s' })
    expect(attempts.map(({ status, error }) => [status, error])).toEqual([
      [null, expect.stringContaining('is not one of --webhook-hosts shop.test')],
    ])
    expect(state).toBe('failed')
    expect(receiver.requests).toEqual([])
  })
})
