import { describe, expect, test } from 'vitest'
import { Addresses, chooseAddressWay } from '../../../src/audit/flow/addresses.js'
import { CookieJar } from '../../../src/audit/flow/cookie-jar.js'
import { PhoneNumbers } from '../../../src/audit/flow/phone-numbers.js'

describe('a cookie jar', () => {
  test('keeps, replaces and deletes cookies', () => {
    const jar = new CookieJar()
    jar.store('sid=a; HttpOnly; SameSite=Lax')
    jar.store('theme=dark')
    jar.store('sid=b; httponly')
    expect(jar.header).toBe('sid=b; theme=dark')
    expect(jar.get('sid')?.attributes.has('httponly')).toBe(true)
    jar.store('sid=; Max-Age=0')
    jar.store('theme=; Expires=Thu, 01 Jan 1970 00:00:00 GMT')
    expect(jar.header).toBeUndefined()
  })

  test('a clone is independent', () => {
    const jar = new CookieJar()
    jar.store('sid=a')
    const copy = jar.clone()
    jar.store('sid=b')
    expect(copy.header).toBe('sid=a')
  })
})

describe('phone numbers', () => {
  test('fill the pattern and never repeat until all are used', () => {
    const numbers = new PhoneNumbers('+1303555####')
    const used = new Set(Array.from({ length: numbers.count }, () => numbers.next()))
    expect(used.size).toBe(8000)
    expect([...used].filter((number) => !/^\+1303555[2-9]\d{3}$/.test(number))).toEqual([])
  })

  test('a pattern without # is one number', () => {
    const numbers = new PhoneNumbers('+13035551234')
    expect([numbers.next(), numbers.next()]).toEqual(['+13035551234', '+13035551234'])
  })
})

describe('addresses', () => {
  test.each([
    ['http://127.0.0.1:3000', undefined, 'linux', 'socket'],
    ['http://127.0.0.1:3000', undefined, 'darwin', 'shared'],
    ['http://[::1]:3000', undefined, 'linux', 'shared'],
    ['https://staging.example.com', undefined, 'linux', 'shared'],
    ['https://staging.example.com', 'x-forwarded-for', 'darwin', 'header'],
  ] as const)('%s with the header %s on %s: %s', (base, header, platform, kind) => {
    expect(chooseAddressWay(new URL(base), header, platform).kind).toBe(kind)
  })

  test('are all different and of this machine', () => {
    const addresses = new Addresses({ kind: 'socket' })
    const used = new Set(Array.from({ length: 70_000 }, () => addresses.next()))
    expect(used.size).toBe(70_000)
    expect([...used].filter((address) => !/^127\.([1-9]\d*)\.\d{1,3}\.[1-9]\d{0,2}$/.test(address))).toEqual([])
  })
})
