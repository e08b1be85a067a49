import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { explainFileError, explainSyntax, parseFileJson } from '../../src/wire/file-reason.js'
import { FileError } from '../../src/wire/input-error.js'

const folder = mkdtempSync(join(tmpdir(), 'tve-reason-'))
afterAll(() => rmSync(folder, { recursive: true }))

function failureOf(act: () => void): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

describe('what the file system throws is explained in plain words', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  test.each([
    ['a missing file', () => readFileSync(join(folder, 'no')), 'read', 'it does not exist. Check the path.'],
    ['a folder', () => readFileSync(folder), 'read', 'it is a folder. Name a file.'],
    [
      'a file as a folder',
      () => readFileSync(join(file, 'x')),
      'read',
      'a part of its path is a file, not a folder. Check the path.',
    ],
    [
      'a missing folder',
      () => writeFileSync(join(folder, 'no', 'x'), ''),
      'written',
      'its folder does not exist. Create the folder, or choose another path.',
    ],
    [
      'a long name',
      () => readFileSync(join(folder, 'x'.repeat(300))),
      'read',
      'its name is too long. Choose a shorter one.',
    ],
  ] as const)('%s', (_, act, use, sentence) => {
    expect(explainFileError('x.json', use, failureOf(act))).toBe(`x.json cannot be ${use}: ${sentence}`)
  })
})

test.each([
  ['EACCES', 'read', 'permission denied. Give this user the right to read it.'],
  ['EACCES', 'used', 'permission denied. Give this user the right to write there.'],
  ['EPERM', 'written', 'the operation is not permitted. Check its owner and its permissions.'],
  ['EROFS', 'written', 'the file system is read-only. Choose another place.'],
  ['ENOSPC', 'written', 'the disk is full. Free some space.'],
  ['EEXIST', 'used', 'a file has this name. Name a folder.'],
  ['EEXIST', 'written', 'a part of its path is a file, not a folder. Check the path.'],
  ['EMFILE', 'read', 'too many files are open. Raise the limit with ulimit -n.'],
] as const)('%s of something that is %s', (code, use, sentence) => {
  const error = Object.assign(new Error(`${code}: as the system says it, open 'x'`), { code })
  expect(explainFileError('x', use, error)).toBe(`x cannot be ${use}: ${sentence}`)
})

test('an error that is not known keeps its own words', () => {
  expect(explainFileError('x', 'read', new Error('x.json has version 2.'))).toBe(
    'x cannot be read: x.json has version 2.',
  )
})

test('an empty path is named as such', () => {
  const error = failureOf(() => readFileSync(''))
  expect(explainFileError('The fixtures ', 'read', error)).toBe('The path of the file is empty. Name a file.')
})

describe('a JSON file', () => {
  test('may begin with the mark of Windows editors', () => {
    expect(parseFileJson('\uFEFF{"a": 1}', 'a.json', 'Fix it.')).toEqual({ a: 1 })
  })

  test.each([
    ['', 'a.json is empty. Fix it.'],
    [' \n', 'a.json is empty. Fix it.'],
    ['\uFEFF', 'a.json is empty. Fix it.'],
    ['{"a":', 'a.json is not valid JSON (Unexpected end of JSON input). Fix it.'],
  ])('with %j is refused', (text, sentence) => {
    expect(() => parseFileJson(text, 'a.json', 'Fix it.')).toThrow(new FileError(sentence))
  })

  test('that is binary is refused in one short line', () => {
    const text = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 31) % 256)).toString()
    const { message } = failureOf(() => parseFileJson(`"\n${text}`, 'a.json', 'Fix it.')) as Error
    expect(message).not.toContain('\n')
    expect(message.length).toBeLessThan(250)
  })
})

test('a parser is quoted in one line, without the text that it shows below', () => {
  expect(explainSyntax(new Error('Missing } at line 1,\n column 6:\n\n{"a":\n     ^\n'))).toBe(
    'Missing } at line 1, column 6',
  )
  expect(explainSyntax(new Error('x'.repeat(500)))).toHaveLength(163)
})
