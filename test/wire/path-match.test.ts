import { describe, expect, test } from 'vitest'
import { createPathPattern, findPaths } from '../../src/wire/path-match.js'

describe('a path with parameters', () => {
  const { match, isLiteral } = createPathPattern('/a.b/{first}/c/{second}')

  test('gives the parameters as they were sent', () => {
    expect(isLiteral).toBe(false)
    expect(match('/a.b/%2B1/c/2')).toEqual({ first: '%2B1', second: '2' })
  })

  test.each(['/a.b/1/c', '/a.b/1/c/2/', '/a.b//c/2', '/a.b/1/2/c/3', '/aXb/1/c/2', '/z/a.b/1/c/2'])(
    'does not match %s',
    (path) => {
      expect(match(path)).toBeNull()
    },
  )
})

test('a literal path matches itself only', () => {
  const { match, isLiteral } = createPathPattern('/templates')
  expect(isLiteral).toBe(true)
  expect(match('/templates')).toEqual({})
  expect(match('/templates/')).toBeNull()
})

test('T1: where a path is literal, patterns with parameters do not count', () => {
  const patterns = ['/profiles/{id}', '/profiles/templates'].map(createPathPattern)
  const pathsAt = (path: string) => findPaths(patterns, path).map((pattern) => pattern.path)
  expect(pathsAt('/profiles/templates')).toEqual(['/profiles/templates'])
  expect(pathsAt('/profiles/1')).toEqual(['/profiles/{id}'])
  expect(pathsAt('/others')).toEqual([])
})
