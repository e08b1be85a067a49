import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { chooseAddressWay } from '../../../src/audit/flow/addresses.js'
import type { Answer } from '../../../src/audit/flow/answer.js'
import { DriverError } from '../../../src/audit/flow/driver.js'
import { createModuleDriver, type ModuleVisitor, readDriverModule } from '../../../src/audit/flow/module-driver.js'

const exported = (visitor: Partial<ModuleVisitor> = {}) => ({
  flow: { base: 'http://127.0.0.1:3000', phone: '+1303555####' },
  visit: () => ({ start: () => undefined, check: () => ({ status: 303 }), isInside: () => true, ...visitor }),
})

test('each visitor reaches the application from an address of its own, without naming it', async () => {
  const addresses: (string | undefined)[] = []
  const server = createServer((request, response) => {
    addresses.push(request.socket.remoteAddress)
    response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const { flow, module } = readDriverModule(
    {
      ...exported(),
      visit: ({ base }: { base: string }) => ({
        ...exported().visit(),
        start: async () => ({ text: await (await fetch(base, { headers: { connection: 'close' } })).text() }),
      }),
    },
    'driver.mjs',
  )
  const addressWay = chooseAddressWay(base, undefined, process.platform)
  const driver = createModuleDriver({ flow, module, base, addressWay, firstNumber: 0 })
  const visitors = [driver.visit(), driver.visit()]
  for (const visitor of visitors) expect(await visitor.start('+13035552000')).toMatchObject({ text: 'ok' })
  for (const visitor of visitors) await visitor.close?.()
  expect(addresses).toEqual(addressWay.kind === 'socket' ? ['127.1.0.1', '127.1.0.2'] : ['127.0.0.1', '127.0.0.1'])
})

test('a visitor of the module is closed once, and one that was never used is not made', async () => {
  const events: string[] = []
  const { flow, module } = readDriverModule(
    {
      ...exported(),
      visit: () => {
        events.push('made')
        return { ...exported().visit(), close: () => void events.push('closed') }
      },
    },
    'driver.mjs',
  )
  const base = new URL(flow.base)
  const driver = createModuleDriver({ flow, module, base, addressWay: { kind: 'shared' }, firstNumber: 0 })
  await driver.visit().close?.()
  expect(events).toEqual([])
  const visitor = driver.visit()
  await visitor.start('+13035552000')
  await visitor.check('12345')
  await visitor.close?.()
  expect(events).toEqual(['made', 'closed'])
})

test('a module that fails outside a step says where', async () => {
  const { visitor } = open({
    isInside: () => {
      throw new Error('the page has crashed\nCall log: ...')
    },
  })
  await expect(visitor.isInside()).rejects.toThrow(
    new DriverError('isInside of the driver module failed: the page has crashed'),
  )
})

function open(visitor: Partial<ModuleVisitor> = {}) {
  const { flow, module } = readDriverModule(exported(visitor), 'driver.mjs')
  const answers: Answer[] = []
  const base = new URL(flow.base)
  const driver = createModuleDriver({ flow, module, base, addressWay: { kind: 'shared' }, firstNumber: 0 })
  return { driver, answers, visitor: driver.visit({ onAnswer: (answer) => answers.push(answer) }) }
}

test('the steps of a module become answers', async () => {
  const { visitor, answers, driver } = open()
  const phone = driver.nextPhoneNumber()
  await visitor.start(phone)
  await visitor.check('12345')
  expect(answers.map(({ request, status }) => [request, status])).toEqual([
    [`start ${phone}`, 200],
    ['check "12345"', 303],
  ])
  expect(await visitor.isInside()).toBe(true)
  expect(visitor.clone()).toBeUndefined()
})

test('without resend, start is repeated with the same number', async () => {
  const started: string[] = []
  const { visitor } = open({
    start: (phone) => {
      started.push(phone)
      return undefined
    },
  })
  await visitor.start('+13035552000')
  await visitor.resend()
  expect(started).toEqual(['+13035552000', '+13035552000'])
})

test('a step that throws has no answer', async () => {
  const { visitor } = open({
    check: () => {
      throw Object.assign(new Error('no such button'), { name: 'TimeoutError' })
    },
  })
  expect(await visitor.check('12345')).toMatchObject({ status: 0, failure: 'timed out', text: 'no such button' })
})

test.each([[{}], [{ flow: {} }], [{ visit: () => ({}) }]])('the exports %j are refused', (exports) => {
  expect(() => readDriverModule(exports, 'driver.mjs')).toThrow('driver.mjs must export flow')
})

test('a mistake in flow is named as in a file', () => {
  expect(() => readDriverModule({ ...exported(), flow: { bas: 'x' } }, 'driver.mjs')).toThrow(
    'driver.mjs: Unknown key "bas". Did you mean base?',
  )
})
