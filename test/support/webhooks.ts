import type { EmulatorOptions } from '../../src/index.js'
import { type Api, type Reply, useApi } from './emulator.js'
import { type Receiver, type ReceiverOptions, useReceiver } from './receiver.js'

export const phone_number = '+13035550199'

export const channels = ['sms', 'call', 'flashcall', 'whatsapp'] as const
export type Channel = (typeof channels)[number]

export interface Hooked extends Api {
  readonly receiver: Receiver
  readonly profileId: string
  /** Starts a verification, optionally with more fields than number and profile. @returns the verification */
  readonly start: (channel?: Channel, beside?: object) => Promise<Reply['body']>
  /** Checks a code, by default the right one. @returns the `response_code` */
  readonly check: (code?: string) => Promise<string>
}

export type HookedOptions = EmulatorOptions & { readonly receiver?: ReceiverOptions; readonly profile?: object }

/** Creates an emulator, a receiver, and a profile with all channels whose webhooks go to the receiver. */
export async function useWebhooks({
  receiver: receiverOptions,
  profile = {},
  ...options
}: HookedOptions = {}): Promise<Hooked> {
  const receiver = await useReceiver(receiverOptions)
  const api = await useApi(options)
  const sections = { sms: {}, call: {}, flashcall: {}, whatsapp: {} }
  const made = await api.post('/verify_profiles', {
    name: 'Hooked',
    webhook_url: receiver.url,
    ...sections,
    ...profile,
  })
  return hook(api, receiver, made.body.data.id)
}

/** The same for an existing profile. */
export function hook(api: Api, receiver: Receiver, profileId: string): Hooked {
  return {
    ...api,
    receiver,
    profileId,
    start: async (channel = 'sms', beside = {}) => {
      const started = await api.post(`/verifications/${channel}`, {
        phone_number,
        verify_profile_id: profileId,
        ...beside,
      })
      if (started.status !== 200) throw new Error(`not started: ${JSON.stringify(started.body)}`)
      return started.body.data
    },
    check: async (code) => {
      const right = code ?? (await api.emulator.inbox.next(phone_number)).code
      const path = `/verifications/by_phone_number/${phone_number}/actions/verify`
      return (await api.post(path, { code: right, verify_profile_id: profileId })).body.data.response_code
    },
  }
}

export interface Told {
  readonly event: string
  readonly delivery: string
  readonly status: string
}

const usualOrder = ['verify.sent', 'verify.delivered', 'verify.failed']

/** The contents of the events in their usual order, because they may overtake each other (W9). */
export function told({ requests }: Pick<Receiver, 'requests'>): Told[] {
  const all = requests.map(({ webhook: { data } }) => {
    return { event: data.event_type, delivery: data.payload.delivery_status, status: data.payload.status }
  })
  const place = ({ event }: Told) => (usualOrder.indexOf(event) + usualOrder.length + 1) % (usualOrder.length + 1)
  return all.sort((one, other) => place(one) - place(other))
}
