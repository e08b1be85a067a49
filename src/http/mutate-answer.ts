import { Refusal } from '../core/errors.js'
import { reachMutantFaults } from '../core/mutant-faults.js'
import { lies } from '../core/mutation.js'
import { operationsOfStep } from '../core/scenarios.js'
import type { World } from '../core/world.js'
import type { RequestContext } from './request-context.js'
import { toRefusalResponse, type VendorResponse } from './vendor-response.js'

const { delivery: sends, check: checks } = operationsOfStep

/** The header by which a person recognizes an answer of an emulator that lies. */
const mutantHeader = 'x-emulator-mutant'

/** The answer under `audit tests`: another one if the active mutant lies about it. */
export function mutateAnswer(answer: VendorResponse, context: RequestContext): VendorResponse {
  const world = context.sandbox?.world
  if (world === undefined || world.mutation === null) return answer
  const { facts, fault } = context
  if (fault === null && answer.status === 200) reachMutantFaults(world, facts)
  const told = fault === null ? tell(answer, context, world) : answer
  const { active } = world.mutation
  return active === null ? told : { ...told, headers: { ...told.headers, [mutantHeader]: active } }
}

function tell(answer: VendorResponse, context: RequestContext, world: World): VendorResponse {
  const operation = context.facts.operation ?? ''
  if (checks.includes(operation)) return answer.status === 200 ? tellCheck(answer, context, world) : answer
  if (sends.includes(operation)) return answer.status < 400 ? tellSend(answer, world) : tellRefusal(answer, world)
  if (operation === 'RetrieveVerification' && answer.status === 200) return tellRead(answer, world)
  return answer
}

/** The word of the other dialect, where the dialects differ (C4, C5). */
const otherWords: Readonly<Record<'docs' | 'spec', (outcome: string) => string>> = {
  docs: () => 'rejected',
  spec: (outcome) => outcome,
}

function tellCheck(answer: VendorResponse, { decision, requestId, allowance }: RequestContext, world: World) {
  const outcome = decision?.outcome ?? ''
  if (outcome === 'accepted') {
    if (lies(world, 'unknown-response-code')) return changeData(answer, { response_code: 'approved' })
    if (lies(world, 'empty-answer')) return { ...answer, body: '{"data":{}}' }
  }
  if (outcome === 'rejected' && lies(world, 'error-for-wrong-code')) {
    const refusal = new Refusal([{ code: '10015', detail: 'The code is invalid.' }], {
      rule: 'C3',
      hint: 'a mutant of audit tests answers this error instead of rejected',
    })
    return toRefusalResponse(refusal, { requestId, allowance })
  }
  if ((outcome === 'expired' || outcome === 'max_attempts_exceeded') && lies(world, 'other-dialect'))
    return changeData(answer, { response_code: otherWords[world.settings.dialect](outcome) })
  return tellSend(answer, world)
}

const tellSend = (answer: VendorResponse, world: World) =>
  lies(world, 'extra-field') ? changeData(answer, { extra_field: 'added by a mutant' }) : answer

/** H5: an application that reads the code of an error must not take every error for the same one. */
function tellRefusal(answer: VendorResponse, world: World): VendorResponse {
  if (answer.errorCode === null || answer.status >= 500 || !lies(world, 'wrong-error-code')) return answer
  const { errors } = JSON.parse(answer.body)
  const [first, ...others] = errors
  const changed = { ...first, code: '10007', title: 'Unexpected error', detail: 'An unexpected error occurred.' }
  return { ...answer, errorCode: '10007', body: JSON.stringify({ errors: [changed, ...others] }) }
}

function tellRead(answer: VendorResponse, world: World): VendorResponse {
  const { status } = JSON.parse(answer.body).data
  if (status !== 'accepted' && lies(world, 'read-as-accepted')) return changeData(answer, { status: 'accepted' })
  if (status !== 'pending' && lies(world, 'read-as-pending')) return changeData(answer, { status: 'pending' })
  return answer
}

function changeData(answer: VendorResponse, members: object): VendorResponse {
  const { data, ...rest } = JSON.parse(answer.body)
  return { ...answer, body: JSON.stringify({ ...rest, data: { ...data, ...members } }) }
}
