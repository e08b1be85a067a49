import { describe, expect, test } from 'vitest'
import { readRequestAddress } from '../../src/replay/request-address.js'

const key = 'Bearer sandbox_checkout-7'

describe('a request belongs to a run', () => {
  test.each([
    ['POST', '/v2/verifications/sms', key, { sandbox: 'checkout-7', isOfRun: true, isExclusive: false }],
    ['GET', '/v2/verify_profiles', 'Bearer KEY123', { sandbox: 'default', isOfRun: true, isExclusive: false }],
    ['POST', '/_emulator/scenarios', key, { sandbox: 'checkout-7', isOfRun: true, isExclusive: false }],
    ['POST', '/_emulator/clock/advance?sandbox=b', key, { sandbox: 'b', isOfRun: true, isExclusive: false }],
    ['GET', '/_emulator/coverage', key, { sandbox: '', isOfRun: true, isExclusive: false }],
    ['DELETE', '/_emulator/sandboxes/b', key, { sandbox: 'b', isOfRun: true, isExclusive: false }],
    ['PUT', '/_emulator/snapshot', key, { sandbox: 'checkout-7', isOfRun: true, isExclusive: true }],
  ])('%s %s', (method, path, authorization, expected) => {
    expect(readRequestAddress(method, path, authorization)).toEqual(expected)
  })
})

describe('a request does not belong to a run', () => {
  test.each([
    ['POST', '/_emulator/mcp', 'what an agent asks becomes calls of the control API'],
    ['GET', '/_emulator/mcp', 'a stream of MCP'],
    ['POST', '/_emulator/mcp?sandbox=b', 'MCP for one sandbox'],
    ['DELETE', '/_emulator/mcp', 'the end of a session of MCP'],
    ['GET', '/_emulator/events', 'streams never end'],
    ['GET', '/_emulator/run', 'the run itself'],
    ['GET', '/_emulator/rules/V4', 'rules never change'],
    ['GET', '/', 'the page'],
    ['OPTIONS', '/_emulator/scenarios', 'a preflight of a browser'],
  ])('%s %s: %s', (method, path) => {
    expect(readRequestAddress(method, path, key).isOfRun).toBe(false)
  })
})
