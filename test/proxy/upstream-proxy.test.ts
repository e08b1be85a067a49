import { expect, test } from 'vitest'
import { readUpstreamProxies } from '../../src/proxy/upstream-proxy.js'

type Env = Parameters<typeof readUpstreamProxies>[0]

function find(env: Env, host = 'corp.test', port = 443, scheme: 'http' | 'https' = 'https') {
  return readUpstreamProxies(env)({ host, port }, scheme)
}

test.each<[Env, 'http' | 'https', string | undefined]>([
  [{ HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, 'https', 'a:1'],
  [{ HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, 'http', 'b:2'],
  [{ https_proxy: 'http://c:3', HTTPS_PROXY: 'http://a:1' }, 'https', 'c:3'],
  [{ ALL_PROXY: 'a:1' }, 'http', 'a:1'],
  [{ HTTP_PROXY: 'http://b:2' }, 'https', undefined],
  [{ HTTPS_PROXY: '' }, 'https', undefined],
])('with %j, %s goes through %s', (env, scheme, host) => {
  expect(find(env, 'corp.test', 443, scheme)?.url.host).toBe(host)
})

test('a name and a password of a proxy become its credential', () => {
  const { authorization = '' } = find({ HTTPS_PROXY: 'http://us%40er:p%3Aw@a:1' }) ?? {}
  expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()).toBe('us@er:p:w')
})

test.each<[string, string, number, boolean]>([
  ['corp.test', 'corp.test', 443, true],
  ['corp.test', 'git.corp.test', 443, true],
  ['.corp.test', 'git.corp.test', 443, true],
  ['*.corp.test', 'git.corp.test', 443, true],
  ['corp.test', 'notcorp.test', 443, false],
  ['corp.test:444', 'corp.test', 443, false],
  ['corp.test:443', 'corp.test', 443, true],
  ['a.test, 10.0.0.0/8', '10.2.3.4', 443, true],
  ['10.0.0.0/8', '11.2.3.4', 443, false],
  ['*', 'anything.test', 443, true],
])('NO_PROXY %j excepts %s:%d: %j', (list, host, port, isExcepted) => {
  expect(find({ HTTPS_PROXY: 'http://a:1', NO_PROXY: list }, host, port) === undefined).toBe(isExcepted)
})

test('this machine is never reached through a proxy', () => {
  expect(find({ ALL_PROXY: 'http://a:1' }, '127.0.0.1', 8374)).toBeUndefined()
})

test.each(['socks5://a:1', 'http://', '://'])('the proxy %s is refused with what to do', (proxy) => {
  expect(() => find({ ALL_PROXY: proxy })).toThrow(
    'ALL_PROXY names a proxy that --intercept cannot pass requests on to: only http:// and https:// proxies can.',
  )
})
