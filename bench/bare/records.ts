import { randomUUID } from 'node:crypto'

/** The fields of a request that a bare server uses. */
export interface Body {
  readonly phone_number: string
  readonly verify_profile_id: string
  readonly custom_code?: string
  readonly code?: string
}

const newProfile = (name: string) => ({
  id: randomUUID(),
  record_type: 'verification_profile',
  name,
  language: 'en-US',
  daily_spend_limit_enabled: false,
  created_at: new Date().toISOString(),
  updated_at: new Date().toISOString(),
  sms: { code_length: 5, default_verification_timeout_secs: 300, alpha_sender: 'Telnyx' },
  call: { code_length: 5, default_verification_timeout_secs: 300 },
  flashcall: { default_verification_timeout_secs: 300 },
  whatsapp: { default_verification_timeout_secs: 300, waba_id: null, sender_phone_number: null, template_id: null },
})

/**
 * The minimum implementation of the same three requests: a Map, no authentication, validation, inbox or clock. Both bare
 * servers use it, so that they differ only in their HTTP layer.
 */
export class BareRecords {
  readonly #verifications = new Map<string, object>()
  /** Only records with a custom code are indexed by number, so that a plain create does as little as possible. */
  readonly #codes = new Map<string, { code: string; status: string }>()
  readonly #profiles = new Map<string, object>()

  constructor() {
    this.addProfile('Acme')
  }

  addProfile(name: string): object {
    const profile = newProfile(name)
    this.#profiles.set(profile.id, profile)
    return { data: profile }
  }

  create({ phone_number, verify_profile_id, custom_code }: Body): object {
    const id = randomUUID()
    const now = new Date().toISOString()
    const verification = {
      id,
      record_type: 'verification',
      type: 'sms',
      phone_number,
      verify_profile_id,
      status: 'pending',
      custom_code: custom_code ?? null,
      timeout_secs: 300,
      created_at: now,
      updated_at: now,
    }
    this.#verifications.set(id, verification)
    if (custom_code !== undefined) this.#codes.set(phone_number, { code: custom_code, status: 'pending' })
    return { data: verification }
  }

  check(phoneNumber: string, { code }: Body): object {
    const known = this.#codes.get(phoneNumber)
    const isRight = known !== undefined && known.code === code && known.status === 'pending'
    if (isRight) known.status = 'accepted'
    return { data: { phone_number: phoneNumber, response_code: isRight ? 'accepted' : 'rejected' } }
  }

  list(): object {
    const data = [...this.#profiles.values()]
    return { data, meta: { total_pages: 1, total_results: data.length, page_number: 1, page_size: 25 } }
  }
}
