import { describe, expect, test } from 'vitest'
import { EventParser } from '../../../src/web/page/api/sse.js'
import { findRows } from '../../../src/web/page/parts/find-rows.js'

describe('server-sent events', () => {
  test('an event is read whole however its chunks are cut', () => {
    const text = ': connected\n\nevent: ready\ndata: {"boot":"a"}\n\nevent: message\nid: 1-7\ndata: {"x":\ndata: 1}\n\n'
    for (let cut = 0; cut <= text.length; cut++) {
      const parser = new EventParser()
      const events = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))]
      expect(events).toEqual([
        { name: 'ready', id: '', data: '{"boot":"a"}' },
        { name: 'message', id: '1-7', data: '{"x":\n1}' },
      ])
    }
  })
})

describe('virtual rows', () => {
  test('only the rows between two positions are found, with some to spare', () => {
    expect(findRows(10_000, () => 32, 3200, 3840)).toEqual({ first: 95, end: 124, offset: 95 * 32 })
  })

  test('rows of different heights begin where those before them end', () => {
    const sizes = [100, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20]
    const { first, offset } = findRows(sizes.length, (index) => sizes[index] ?? 0, 210, 230)
    expect({ first, offset }).toEqual({ first: 2, offset: 120 })
  })

  test('an empty list and a list that is shorter than its window have no rows beyond their end', () => {
    expect(findRows(0, () => 32, 0, 600)).toEqual({ first: 0, end: 0, offset: 0 })
    expect(findRows(3, () => 32, 0, 600)).toEqual({ first: 0, end: 3, offset: 0 })
  })
})
