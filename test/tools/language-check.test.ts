import { expect, test } from 'vitest'
import { findPhrases } from '../../tools/language-check.js'

test.each([
  ['"x" is no moment', 'is no moment'],
  ['what shall stand there', 'shall'],
  ['or mend the url', 'mend'],
  ['The header will not do.', 'will not do'],
  ['a sandbox springs into being', 'springs into being'],
  ['nobody waits', 'nobody'],
  ['what a check comes to', 'comes to'],
  ['drop the longest unused past so many', 'so many'],
  ['unknown fields are passed over', 'passed over'],
  ['Hears every event', 'Hears'],
  ['there are none', 'there are none'],
])('%j is found', (line, phrase) => {
  expect(findPhrases('docs/a.md', `A good line.\n${line}\n`)).toEqual([
    expect.stringContaining(`docs/a.md:2: "${phrase}" (write: `),
  ])
})

test.each(['There is no emulator at this URL.', 'It is no longer valid.', 'She recommends it.', 'a shallow copy'])(
  '%j is accepted',
  (line) => {
    expect(findPhrases('docs/a.md', line)).toEqual([])
  },
)
