import { describe, expect, test } from 'vitest'
import { findNamedValues } from '../../src/wire/named-values.js'
import { useApi } from '../support/emulator.js'
import { newRedactor, record } from './record.js'
import { findLeaks } from './spellings.js'

const json = (value: unknown) => JSON.stringify(value)
const part = (head: string, value: string, more = '') =>
  `--b\r\nContent-Disposition: form-data; ${head}\r\n${more}\r\n${value}\r\n--b--\r\n`

/** Bodies that reveal by a name of their own that a value is secret. */
const bodies: Readonly<Record<string, (secret: string) => string>> = {
  'a part of a multipart form': (secret) => part('name="password"', secret),
  'a part with a bare name': (secret) => part('name=password', secret),
  'a part with a name in single quotes': (secret) => part("name='password'", secret),
  'a part with an encoded name': (secret) => part("name*=utf-8''pass%77ord", secret),
  'a part of a file': (secret) => part('filename="x"; name="password"', secret, 'Content-Type: text/plain\r\n'),
  'a part with many headers': (secret) => part('name="password"', secret, 'A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n'),
  'a part of several lines': (secret) => part('name="password"', `first line\r\n${secret}\r\nlast`),
  'a part without carriage returns': (secret) => part('name="password"', secret).replaceAll('\r', ''),
  'a part of JSON': (secret) => part('name="meta"', json({ password: secret })),
  'a list of a name and a value': (secret) => json([['Authorization', `Bearer ${secret}`]]),
  'a list of names and values': (secret) => json({ rawHeaders: ['Host', 'x', 'X-Auth', secret, 'Accept', '*/*'] }),
  'a list of cookies': (secret) => json({ headers: [['Cookie', `theme=${secret}`]] }),
  'a header of HAR': (secret) => json({ headers: [{ name: 'Authorization', value: `Bearer ${secret}` }] }),
  'a URL with a password': (secret) => json({ remark: `curl http://me:${secret}@host.test/x` }),
  'a URL with a user': (secret) => `see http://${secret}@host.test/`,
  'a connection string': (secret) => json({ db: `postgres://me:${secret}@host/db` }),
  'a fragment': (secret) => json({ remark: `https://x.test/cb#access_token=${secret}&state=1` }),
  'an option': (secret) => `mysql --password ${secret} --host x`,
  'an option with an equals sign': (secret) => `mysql --password=${secret}`,
  'an option for user and password': (secret) => `curl -u me:${secret} http://x.test`,
  'a block of YAML': (secret) => `db:\n  password: >-\n    ${secret}\n  port: 1\n`,
  'a list of YAML': (secret) => `passwords:\n  - other\n  - ${secret}\nport: 1\n`,
  'an attribute of XML': (secret) => `<param name="password" value="${secret}"/>`,
  'a field of HTML': (secret) => `<input class="x" type="password" value='${secret}'>`,
  'a field of HTML, its value first': (secret) => `<input value="${secret}" name="password">`,
  CDATA: (secret) => `<password><![CDATA[${secret}]]></password>`,
  'a property list': (secret) => `<key>password</key>\n<string>${secret}</string>`,
  'XML-RPC': (secret) => `<member><name>password</name><value><string>${secret}</string></value></member>`,
  'JSON with comments': (secret) => `{"password":/* the old one */ "${secret}"}`,
  'an object in JSON that was cut off': (secret) => `{"secrets":{"a":{"b":[1,"${secret}"]}},"x":"`,
  'brackets in a query': (secret) => `a=1&password[value]=${secret}&b=2`,
  'full-width letters': (secret) => json({ ｐａｓｓｗｏｒｄ: secret }),
  'letters of another script': (secret) => json({ pаsswоrd: secret }),
  'a name that is not seen': (secret) => json({ 'pass\u200bword': secret }),
  'another language': (secret) => json([{ Passwort: secret }, { contraseña: secret }, { mot_de_passe: secret }]),
}

/** One that looks like a credential to no one, and one that breaks words. */
const secrets = ['correct-horse-staple', 'qTr0ub4dor.3xy7Zx']

describe('a value whose name stands beside it in some way', () => {
  test.each(Object.entries(bodies))('%s', async (_, write) => {
    for (const secret of secrets) {
      const body = write(secret)
      expect(findLeaks(record({ request: body }), secret)).toEqual([])
      expect(findLeaks(record({ answer: body }), secret)).toEqual([])
      // Learned from one message, it is found in the other without the name.
      expect(findLeaks(record({ request: body, answer: `got <${secret}>` }), secret)).toEqual([])
    }
  })

  test('and the journal masks them, too', async () => {
    const { post, get } = await useApi({ onWarning: () => {} })
    for (const write of Object.values(bodies))
      for (const secret of secrets) await post('/verify_profiles', write(secret))
    const text = json((await get('//_emulator/journal?limit=1000&codes=shown')).body)
    for (const secret of secrets) expect(findLeaks(text, secret)).toEqual([])
  })
})

test('the parts of an authorization are learned from any header', () => {
  const basic = `Basic ${Buffer.from('me:correct-horse-staple').toString('base64')}`
  const recorded = record({ headers: [['X-Proxy', basic]], answer: 'got correct-horse-staple and me' })
  expect(findLeaks(recorded, 'correct-horse-staple')).toEqual([])
  expect(record({ request: 'x Bearer abc-123-def y', answer: 'got abc-123-def' })).not.toContain('abc-123-def')
})

test.each([
  '{"required":["password","email","name"],"scopes":["token","profile"]}',
  '{"schema":{"name":"password","type":"string"},"list":["a","b"]}',
  'Basic authentication and bearer tokens are supported; see --help or use --user me.',
  '<a href="/x" name="top" title="y">text</a><p id="intro">name = value</p>',
  'A name: one\n- two\n- three\nsee the mail of me@host.test',
  '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nHello\r\n--b--\r\n',
])('ordinary text stays: %s', (text) => {
  expect(newRedactor().body(text)).toBe(text)
})

test.each([
  ...['<a value="', '<x name="password" value="a">', 'name="password"\nx\n', 'name=p\r\n\r\n', 'token: - a\n'],
  ...['password:<![CDATA[', 'password:/*', '-u a:b ', '<key>password</key><b><c>', '{"token":{', 'token:[', '://a@'],
])('a text of nothing but %j is searched once', (unit) => {
  // Twice the text takes about twice the steps, and the last name is found.
  const text = unit.repeat(Math.ceil(300_000 / unit.length))
  const found = findNamedValues(`${text}"}]>]]> */ \nfinal_password=last-one`)
  expect(found.length).toBeGreaterThan(0)
})
