import { expect, test } from 'vitest'
import { toNpmReason } from '../../bench/failures.js'
import { chooseMeasures } from '../../bench/measures/measures.js'
import { findNodes, parseNodeChoice } from '../../bench/nodes.js'

test.each([
  [undefined, ['20', '22', '24']],
  ['24', ['24']],
  ['20, 24,20', ['20', '24']],
  ['current', ['22']],
  ['current,24', ['22', '24']],
])('--node %s chooses %j', (text, majors) => {
  expect(parseNodeChoice(text, '22')).toEqual(majors)
})

test.each(['', 'v20', '20.19', 'newest', '20,'])('--node "%s" is refused with an example', (text) => {
  expect(() => parseNodeChoice(text)).toThrow(`Invalid --node "${text}". Name major versions, such as --node 20,24`)
})

test('a version that cannot be had is named with the reason, and the others are measured', async () => {
  const find = async (major: string) => {
    if (major === '22') throw Object.assign(new Error('Command failed'), { stderr: '\nno such version\nmore\n' })
    return { major, version: major === '24' ? 'v25.1.0' : `v${major}.1.0`, path: `/node${major}` }
  }
  expect(await findNodes(['20', '22', '24'], find)).toEqual({
    nodes: [{ major: '20', version: 'v20.1.0', path: '/node20' }],
    missing: [
      { major: '22', reason: 'no such version' },
      { major: '24', reason: 'found v25.1.0 in its place' },
    ],
  })
})

test('the Node that runs the bench needs no look-up', async () => {
  const [major = ''] = parseNodeChoice('current')
  const { nodes } = await findNodes([major])
  expect(nodes).toEqual([{ major, version: process.version, path: process.execPath }])
})

test('parts of a run are chosen by name, in the order of the run', () => {
  expect(chooseMeasures('growth, start')).toEqual(['start', 'growth'])
  expect(chooseMeasures(undefined).length).toBeGreaterThan(8)
  expect(() => chooseMeasures('start,speed')).toThrow(
    'Unknown measure "speed". Known measures: start, cold-import, throughput',
  )
})

test.each([
  [
    'npm error code ETARGET\nnpm error notarget No matching version found for node@99.\n',
    'notarget No matching version found for node@99.',
  ],
  [
    'npm error code E404\nnpm error 404 Not Found - GET https://registry.example/node\n',
    '404 Not Found - GET the registry',
  ],
  ['', 'spawn npx ENOENT'],
])('the reason of npm is one line without addresses', (stderr, reason) => {
  expect(toNpmReason({ stderr, message: 'spawn npx ENOENT' })).toBe(reason)
})
