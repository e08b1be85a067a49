import { refuse } from '../core/errors.js'
import { hashText } from '../core/random.js'
import { countRequest } from '../core/rate-limits.js'
import type { Sandbox } from '../core/sandbox.js'
import type { AppParts } from './parts.js'
import type { RequestContext } from './request-context.js'

/** Counts a request of a key. @throws {Refusal} 429, 10011 if the key exceeds its rate limit (H12) */
export function countAgainstLimit(context: RequestContext, key: string, parts: AppParts, sandbox: Sandbox): void {
  const most = sandbox.world.settings.limits.requestsPerSecond
  if (most === null) return
  parts.prepare(sandbox, true)
  context.allowance = sandbox.run((world) => countRequest(world, most, hashText(key)))
  if (!context.allowance.isSpent) return
  refuse('10011', {
    rule: 'H12',
    hint: `the rate limit is ${most} requests per second and key; change it with --requests-per-second`,
  })
}
