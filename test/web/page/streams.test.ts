import { describe, expect, test } from 'vitest'
import { toCamel } from '../../../src/web/page/api/camel.js'
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

describe('names of members', () => {
  test('names become camel case, in lists and nested objects too', () => {
    expect(toCamel({ phone_number: '+1', due: [{ webhook_id: null, at_ms: 1 }] })).toEqual({
      phoneNumber: '+1',
      due: [{ webhookId: null, atMs: 1 }],
    })
  })

  test('headers and bodies belong to the user and stay as they are', () => {
    const request = { headers: { x_my_header: '1' }, body: { phone_number: '+1' } }
    expect(toCamel({ request })).toEqual({ request })
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
