import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Api, type Reply, useApi } from '../support/emulator.js'
import { Model, type Modelled } from './model.js'
import { type CodeChoice, phones, type Step, step } from './steps.js'

const proven = 'V9, V11, V12, C2, C3, C4, C5, C6, C7, C8, C12'

test.each(['docs', 'spec'] as const)(
  `${proven}: checks come out as a small model of the rules says, in any order (%s)`,
  async (dialect) => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), async (steps) => {
        const codes: string[] = []
        const api = await useApi({ dialect, onCode: (sent) => codes.push(sent.code) })
        const { body } = await api.post('/verify_profiles', {
          name: 'Second',
          sms: {},
          call: {},
          flashcall: {},
          whatsapp: {},
        })
        const both = new Both(api, new Model(dialect), [api.emulator.profileId, body.data.id], codes)
        for (const step of steps) seen.add(await both.take(step))
        await both.compareAll()
        await api.emulator.close()
      }),
      { seed: 20260131, numRuns: 200 },
    )
    const late =
      dialect === 'docs' ? ['check 200 expired', 'check 200 max_attempts_exceeded', 'settle 200 expired'] : []
    expect([...seen].sort()).toEqual(
      expect.arrayContaining([
        'check 200 accepted',
        'check 200 rejected',
        'check 404 10005',
        'settle 200 rejected',
        'settle 400 10015',
        ...late,
      ]),
    )
  },
)

/** The emulator and the model side by side. */
class Both {
  constructor(
    private readonly api: Api,
    private readonly model: Model,
    private readonly profiles: readonly [string, string],
    private readonly codes: readonly string[],
  ) {}

  /** Takes a step with both and compares; returns its outcome. */
  async take(step: Step): Promise<string> {
    if (step.do === 'start') await this.#start(step)
    else if (step.do === 'check by phone') return this.#checkByPhone(step)
    else if (step.do === 'wait') await this.#wait(step)
    else if (step.do === 'list') await this.#list(step.phone, step.size)
    else {
      const made = this.model.all[step.which % this.model.all.length]
      if (made === undefined) return 'nothing to do'
      if (step.do === 'read') await this.#read(made)
      else return this.#checkById(made, step)
    }
    return step.do
  }

  async compareAll(): Promise<void> {
    for (const made of this.model.all) await this.#read(made)
    for (const phone of phones) await this.#list(phone, 250)
  }

  async #start({ phone, profile, channel, timeoutSecs, customCode }: Extract<Step, { do: 'start' }>): Promise<void> {
    const isCustom = customCode !== undefined && channel !== 'flashcall'
    const body = {
      phone_number: phone,
      verify_profile_id: this.profiles[profile],
      timeout_secs: timeoutSecs,
      custom_code: customCode,
    }
    const reply = await this.api.post(`/verifications/${channel}`, body)
    expect(reply.body.data).toMatchObject({
      status: 'pending',
      custom_code: isCustom ? customCode : null,
      timeout_secs: timeoutSecs ?? 300,
    })
    const code = this.codes.at(-1) as string
    if (isCustom) expect(code).toBe(customCode)
    this.model.start(
      { id: reply.body.data.id, phone, profile: this.profiles[profile], code, isCustom },
      timeoutSecs ?? 300,
    )
  }

  async #checkByPhone({
    phone,
    profile,
    code: choice,
    times,
  }: Extract<Step, { do: 'check by phone' }>): Promise<string> {
    const body = {
      code: this.#codeFor(this.model.meant(phone, this.profiles[profile]), choice),
      verify_profile_id: this.profiles[profile],
    }
    const post = () => this.api.post(`/verifications/by_phone_number/${phone}/actions/verify`, body)
    const replies = await Promise.all(Array.from({ length: times }, post))
    const expected = replies.map(() => this.model.check(this.model.meant(phone, this.profiles[profile]), body.code))
    expect(replies.map(outcomeOf).sort()).toEqual([...expected].sort())
    return `check ${expected[0]}`
  }

  async #checkById(made: Modelled, step: Extract<Step, { do: 'check by id' | 'settle' }>): Promise<string> {
    const code = step.do === 'check by id' ? this.#codeFor(made, step.code) : null
    const body = step.do === 'settle' ? { status: step.verdict } : { code }
    const reply = await this.api.post(`/verifications/${made.id}/actions/verify`, body)
    const expected =
      step.do === 'settle' ? this.model.settle(made, step.verdict) : this.model.check(made, code as string)
    expect(outcomeOf(reply)).toBe(expected)
    return `${step.do === 'settle' ? 'settle' : 'check'} ${expected}`
  }

  async #wait({ ms, how }: Extract<Step, { do: 'wait' }>): Promise<void> {
    this.model.now += ms
    if (how === 'wall') this.api.pass(ms)
    else await this.api.emulator.clock.advance(ms)
  }

  async #read(made: Modelled): Promise<void> {
    const { body } = await this.api.get(`/verifications/${made.id}`)
    expect(body.data).toMatchObject({
      id: made.id,
      phone_number: made.phone,
      verify_profile_id: made.profile,
      status: this.model.status(made),
    })
  }

  async #list(phone: string, size: number): Promise<void> {
    const { body } = await this.api.get(`/verifications/by_phone_number/${phone}?page[size]=${size}`)
    const expected = this.model.all.filter((made) => made.phone === phone).reverse()
    expect(body.meta.total_results).toBe(expected.length)
    const page = expected.slice(0, size).map((made) => [made.id, this.model.status(made)])
    expect(body.data.map(({ id, status }: { id: string; status: string }) => [id, status])).toEqual(page)
  }

  #codeFor(made: Modelled | undefined, choice: CodeChoice): string {
    const right = made?.code ?? '00000'
    if (choice === 'right') return right
    if (choice === 'wrong') return right.replace(/.$/, (digit) => String((Number(digit) + 1) % 10))
    return this.model.all[choice % this.model.all.length]?.code ?? '00000'
  }
}

function outcomeOf({ status, body }: Reply): string {
  return `${status} ${body.data?.response_code ?? body.errors[0].code}`
}
