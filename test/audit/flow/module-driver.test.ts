import { expect, test } from 'vitest'
import type { Answer } from '../../../src/audit/flow/answer.js'
import { createModuleDriver, type ModuleVisitor, readDriverModule } from '../../../src/audit/flow/module-driver.js'

const exported = (visitor: Partial<ModuleVisitor> = {}) => ({
  flow: { base: 'http://127.0.0.1:3000', phone: '+1303555####' },
  visit: () => ({ start: () => undefined, check: () => ({ status: 303 }), isInside: () => true, ...visitor }),
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
