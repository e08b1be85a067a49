import { expect, test } from 'vitest'
import { CallerSignal } from '../../src/http/caller-signal.js'

test('a signal calls its listeners once, and only those that still listen', () => {
  const signal = new CallerSignal()
  const called: string[] = []
  const removed = () => called.push('removed')
  signal.addEventListener('abort', () => {
    called.push('first')
    signal.removeEventListener('abort', removed)
    signal.addEventListener('abort', () => called.push('too late'))
  })
  signal.addEventListener('abort', removed)
  signal.addEventListener('abort', () => called.push(`aborted: ${signal.aborted}`))
  expect(signal.aborted).toBe(false)
  signal.abort()
  signal.abort()
  expect(called).toEqual(['first', 'aborted: true'])
})
