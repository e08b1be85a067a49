import { expect, test } from 'vitest'
import { splitLogins, splitSteps } from '../../../src/audit/load/split-times.js'
import type { UserRecord } from '../../../src/audit/load/virtual-user.js'

const phoneNumber = '+13035552000'
const request = (from: number, to: number) => ({
  operation: 'CreateVerificationSms',
  status: 200,
  tookMs: to - from,
  from,
  to,
})
const user: UserRecord = {
  phoneNumber,
  arrivedAt: 1000,
  samples: [
    { step: 'start', from: 1000, askedAt: 1300, to: 2000, error: null },
    { step: 'check', from: 3000, askedAt: 2990, to: 3100, error: null },
  ],
  end: 'in',
}
// The first request began while the load was late, for another step of this number.
const requests = new Map([[phoneNumber, [request(1200, 1400), request(3040, 3060)]]])

test('a wait is split into the lateness of the load, the time of the service and that of the application', () => {
  expect(splitSteps({ users: [user], requests }).map(({ step, times }) => [step, times])).toEqual([
    ['start', [{ whole: 1000, load: 300, service: 100, application: 600 }]],
    ['check', [{ whole: 100, load: 0, service: 20, application: 80 }]],
  ])
  expect(splitLogins({ users: [user], requests, startedAt: 900 })).toEqual([
    { whole: 1100, load: 300, service: 120, application: 680, arrivedMs: 100 },
  ])
})
