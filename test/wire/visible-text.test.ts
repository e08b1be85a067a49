import { expect, test } from 'vitest'
import { toVisible } from '../../src/wire/visible-text.js'

test.each([
  ['a color', '\u001b[31mred', '\\u001b[31mred'],
  ['a window title', '\u001b]0;x\u0007', '\\u001b]0;x\\u0007'],
  ['an eight-bit sequence', '\u009b2J', '\\u009b2J'],
  ['a backspace and DEL', 'a\b\u007f', 'a\\u0008\\u007f'],
  ['line breaks and tabs', 'a\r\n\tb', 'a\\r\\n\\tb'],
  ['other line breaks', 'a\u0085\u2028\u2029b', 'a\\u0085\\u2028\\u2029b'],
  ['marks of direction', '\u202eabc\u2066\u200f\u061c', '\\u202eabc\\u2066\\u200f\\u061c'],
  ['invisible characters', '\ufeffa\u200b\u2060\u00ad', '\\ufeffa\\u200b\\u2060\\u00ad'],
  ['hidden tags', 'a\u{e0041}', 'a\\udb40\\udc41'],
  ['joiners where nothing is joined', 'a\u200db\u200c1\u200d\u200d', 'a\\u200db\\u200c1\\u200d\\u200d'],
  ['a joiner twice', '👩\u200d\u200d👧', '👩\u200d\\u200d👧'],
  ['fillers and blanks', 'a\u3164\uffa0\u115f\u2800\u034f', 'a\\u3164\\uffa0\\u115f\\u2800\\u034f'],
  ['selectors that hide bytes', 'a\ufe01\u{e0101}1\ufe0f', 'a\\ufe01\\udb40\\udd011\\ufe0f'],
  ['a link (OSC 8)', '\u001b]8;;http://evil.test\u0007', '\\u001b]8;;http://evil.test\\u0007'],
  ['half a character and a noncharacter', '\ud83d \ufdd0', '\\ud83d \\ufdd0'],
])('%s is shown as escapes, which mean the same in JSON', (_, text, shown) => {
  expect(toVisible(text)).toBe(shown)
  expect(JSON.parse(`"${shown}"`)).toBe(text)
})

test('text of all languages and emoji are unchanged', () => {
  const text = '1️⃣ ❤️ 🏳️‍🌈 👍🏽‍ ᠠ᠋ Zażółć، नमस्ते שלום 日本 👩‍👩‍👧 می‌خواهم \\ "'
  expect(toVisible(text)).toBe(text)
})

test('line breaks can be kept', () => {
  expect(toVisible('a\n\rb', { keepsLines: true })).toBe('a\n\\rb')
})
