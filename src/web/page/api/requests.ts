/** The requests behind the buttons, as data. */
import { toCamelCase } from '../../../client/wire-case.js'
import { type ApiRequest, controlPath } from './call.js'
import type { Channel } from './types.js'

/** A value as the client takes it, written in JavaScript. */
const quote = (value: unknown) =>
  JSON.stringify(value)
    .replace(/"([a-zA-Z]\w*)":/g, (_, name: string) => `${toCamelCase(name)}: `)
    .replace(/,(?=[a-zA-Z])/g, ', ')
    .replaceAll('"', "'")

type Command = (sandbox: string) => ApiRequest

const post =
  (path: string, node: string, body?: unknown): Command =>
  (sandbox) => ({ method: 'POST', path: controlPath(path, sandbox), node, ...(body !== undefined && { body }) })

export const advanceClock = (by: string | number) => post('/clock/advance', `clock.advance(${quote(by)})`, { by })
export const setClock = (to: string) => post('/clock/set', `clock.set(${quote(to)})`, { to })
/** To the next thing that is due; nothing moves when nothing is. */
export const advanceToNext = post('/clock/next', 'clock.next()')
export const freezeClock = post('/clock/freeze', 'clock.freeze()')
export const resumeClock = post('/clock/resume', 'clock.resume()')
export const resetSandbox = post('/reset', 'reset()')

/** Forces the next checks of a number. */
export const forceCheck = (phoneNumber: string, outcome: string) =>
  addScenario({ phone_number: phoneNumber }, outcome, 1)

/** Lets the next delivery to a number fail. */
export const failDelivery = (phoneNumber: string) => addScenario({ phone_number: phoneNumber }, 'delivery_failed', 1)

export function addScenario(
  match: Readonly<Record<string, string>>,
  outcome: string,
  times?: number,
  delay?: string,
): Command {
  const body = { match, outcome, ...(times !== undefined && { times }), ...(delay && { delay }) }
  return post('/scenarios', `scenarios.add(${quote(body)})`, body)
}

export const removeScenario =
  (id: string): Command =>
  (sandbox) => ({
    method: 'DELETE',
    path: controlPath(`/scenarios/${encodeURIComponent(id)}`, sandbox),
    node: `scenarios.remove(${quote(id)})`,
  })

export const clearScenarios: Command = (sandbox) => ({
  method: 'DELETE',
  path: controlPath('/scenarios', sandbox),
  node: 'scenarios.clear()',
})

export const addFault = (body: unknown) => post('/faults', `faults.add(${quote(body)})`, body)

export const removeFault =
  (id: string): Command =>
  (sandbox) => ({
    method: 'DELETE',
    path: controlPath(`/faults/${encodeURIComponent(id)}`, sandbox),
    node: `faults.remove(${quote(id)})`,
  })

export const clearFaults: Command = (sandbox) => ({
  method: 'PUT',
  path: controlPath('/faults', sandbox),
  body: [],
  node: 'faults.clear()',
})

export const addWebhookFault = (body: unknown) => post('/webhook-faults', `webhooks.faults.add(${quote(body)})`, body)

export const removeWebhookFault =
  (id: string): Command =>
  (sandbox) => ({
    method: 'DELETE',
    path: controlPath(`/webhook-faults/${encodeURIComponent(id)}`, sandbox),
    node: `webhooks.faults.remove(${quote(id)})`,
  })

export const clearWebhookFaults: Command = (sandbox) => ({
  method: 'PUT',
  path: controlPath('/webhook-faults', sandbox),
  body: [],
  node: 'webhooks.faults.clear()',
})

export const redeliver = (id: string) => post(`/webhooks/${id}/redeliver`, `webhooks.redeliver(${quote(id)})`)

export const clearJournal: Command = (sandbox) => ({
  method: 'DELETE',
  path: controlPath('/journal', sandbox),
  node: 'journal.clear()',
})

export const answerNewestCall = (phoneNumber: string) => callRequest(phoneNumber, 'answer')
/** Ends the verification, like a call that is not answered. */
export const declineNewestCall = (phoneNumber: string) => callRequest(phoneNumber, 'decline')

const callRequest = (phoneNumber: string, action: 'answer' | 'decline') =>
  post(`/calls/${encodeURIComponent(phoneNumber)}/${action}`, `inbox.${action}(${quote(phoneNumber)})`)

/** Asks for a code, as an application would. */
export const sendCode = (channel: Channel, phoneNumber: string, profileId: string): ApiRequest => ({
  method: 'POST',
  path: `/v2/verifications/${channel}`,
  body: { phone_number: phoneNumber, verify_profile_id: profileId },
})

export const checkCode = (verificationId: string, code: string): ApiRequest => ({
  method: 'POST',
  path: `/v2/verifications/${verificationId}/actions/verify`,
  body: { code },
})

/** Creates a profile, or changes the one with the id. */
export const saveProfile = (id: string | null, body: unknown): ApiRequest => ({
  method: id === null ? 'POST' : 'PATCH',
  path: `/v2/verify_profiles${id === null ? '' : `/${id}`}`,
  body,
})

export const saveTemplate = (id: string | null, text: string): ApiRequest => ({
  method: id === null ? 'POST' : 'PATCH',
  path: `/v2/verify_profiles/templates${id === null ? '' : `/${id}`}`,
  body: { text },
})

/** Carries out the recorded requests of a replay up to a number. */
export const moveReplay = (to: number): ApiRequest => ({ method: 'POST', path: '/_emulator/replay', body: { to } })
