/** The kinds of values that a request can refer to by token: `<profile 0>` is the profile that an answer named last. */
const kinds = [
  'profile',
  'template',
  'verification',
  'phone',
  'number',
  'code',
  'cursor',
  'scenario',
  'fault',
  'webhook-fault',
  'sandbox',
  'snapshot',
  'webhook',
] as const
type Kind = (typeof kinds)[number]

const token = new RegExp(`<(${kinds.join('|')}) (\\d+)>`, 'g')

/** IDs, numbers and codes from earlier answers of a sandbox, so that later requests can use them. */
export class Memory {
  readonly #known: Record<Kind, string[]> = {
    profile: ['4900019b-76da-b800-8000-000000000001'],
    template: ['0abb5b4f-459f-445a-bfcd-488998b7572d'],
    verification: ['00000000-0000-4000-8000-000000000000'],
    phone: ['+442071838750', '+13035551234'],
    number: ['+15551234567'],
    code: ['00000'],
    cursor: ['0-0'],
    scenario: ['scenario_1'],
    fault: ['fault_1'],
    'webhook-fault': ['webhook_fault_1'],
    sandbox: ['default', 'fuzz'],
    webhook: ['00000000-0000-4000-8000-000000000000'],
    snapshot: ['{"version":1}'],
  }

  copy(): Memory {
    const memory = new Memory()
    for (const kind of kinds) memory.#known[kind] = [...this.#known[kind]]
    return memory
  }

  note(kind: Kind, value: unknown): void {
    if (typeof value === 'string') this.#known[kind].push(value)
  }

  /** Records the useful values of an answer. */
  // biome-ignore lint/suspicious/noExplicitAny: any answer
  noteAnswer(body: any): void {
    this.note('cursor', body?.cursor)
    this.note('scenario', body?.scenario?.id)
    this.note('fault', body?.fault?.id)
    this.note('webhook-fault', body?.webhook_fault?.id)
    this.note('webhook', body?.webhook?.id ?? body?.webhooks?.at?.(0)?.id)
    if (body?.version === 1) this.note('snapshot', JSON.stringify(body))
    const { id, record_type, phone_number, text } = body?.data ?? {}
    if (record_type === 'verification') this.note('verification', id)
    else if (record_type === 'verification_profile') this.note('profile', id)
    else if (record_type === 'verified_number') this.note('number', phone_number)
    else if (text !== undefined) this.note('template', id)
    this.note('phone', phone_number)
    this.note('number', body?.phone_number) // the answer to a code request for a number has no `data` (N1)
  }

  /** Replaces the tokens with known values; 0 is the newest. */
  fill(text: string): string {
    return text.replaceAll(token, (_, kind: Kind, back: string) => {
      const known = this.#known[kind]
      return known[Math.max(known.length - 1 - Number(back), 0)] as string
    })
  }
}
