import type { FlowStep, FlowSteps, LoginFlow } from '../../spec/flow-types.js'
import type { Answer } from './answer.js'
import { anyone, captureValue, meets } from './capture.js'
import { type Cookie, CookieJar } from './cookie-jar.js'
import type { Visitor } from './driver.js'
import { type HttpRequest, sendRequest } from './http-client.js'
import { fillJson, fillText, type Variables } from './template.js'

/** What all visitors of one flow share. */
export interface VisitorSetting {
  readonly flow: LoginFlow
  readonly base: URL
  readonly patienceMs: number
  /** Runs before each request: slows an audit of another machine down. */
  readonly beforeRequest: () => Promise<void>
}

/** How a visitor is told from others. */
export interface VisitorOrigin {
  readonly localAddress?: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Added to the body of `start`. */
  readonly fields: Readonly<Record<string, string>>
  readonly onAnswer: (answer: Answer) => void
}

interface VisitorState {
  readonly jar: CookieJar
  readonly captured: Map<string, unknown>
  hasVisited: boolean
  /** Whether the last check was answered as a right code is; null before the first. */
  isAccepted: boolean | null
}

/** A visitor that goes through the steps of a flow file over HTTP. */
export class HttpVisitor implements Visitor {
  readonly #state: VisitorState

  constructor(
    private readonly setting: VisitorSetting,
    private readonly origin: VisitorOrigin,
    state: VisitorState = { jar: new CookieJar(), captured: new Map(), hasVisited: false, isAccepted: null },
  ) {
    this.#state = state
  }

  async start(phoneNumber: string): Promise<Answer> {
    this.#state.captured.set('phone', phoneNumber)
    const before = await this.#visit()
    return before ?? this.#run([this.setting.flow.start].flat().map((step) => addFields(step, this.origin.fields)))
  }

  resend(): Promise<Answer> {
    return this.#run(this.setting.flow.resend ?? this.setting.flow.start)
  }

  async check(code: unknown, phoneNumber?: string): Promise<Answer> {
    const before = await this.#visit()
    if (before !== undefined) return before
    const claimed = phoneNumber === undefined ? {} : { phone: phoneNumber }
    const answer = await this.#run(this.setting.flow.check, { ...claimed, code })
    const last = [this.setting.flow.check].flat().at(-1)
    this.#state.isAccepted = meets(answer, last?.expect, this.#variables())
    return answer
  }

  async isInside(phoneNumber?: string): Promise<boolean> {
    const { inside } = this.setting.flow
    if (inside === undefined) return this.#state.isAccepted === true
    const answer = await this.#send(inside, this.#variables())
    return meets(answer, inside.expect ?? { status: 200 }, { ...this.#variables(), phone: phoneNumber ?? anyone })
  }

  clone(change: (value: string) => string = (value) => value): Visitor {
    const { jar, captured, hasVisited } = this.#state
    const copied = [...captured].map(([name, value]) => {
      return [name, typeof value === 'string' && name !== 'phone' ? change(value) : value] as const
    })
    const state = { jar: jar.clone(change), captured: new Map(copied), hasVisited, isAccepted: null }
    return new HttpVisitor(this.setting, this.origin, state)
  }

  get cookies(): readonly Cookie[] {
    return this.#state.jar.all
  }

  #variables(): Variables {
    return Object.fromEntries(this.#state.captured)
  }

  /** Goes through the steps before the login, once. @returns the answer that failed, if one did */
  async #visit(): Promise<Answer | undefined> {
    if (this.#state.hasVisited) return undefined
    this.#state.hasVisited = true
    const { visit } = this.setting.flow
    if (visit === undefined) return undefined
    const answer = await this.#run(visit)
    return answer.failure === null ? undefined : answer
  }

  /** Runs steps up to the first that fails, and returns the last answer. */
  async #run(steps: FlowSteps, more: Variables = {}): Promise<Answer> {
    let answer: Answer | undefined
    for (const step of [steps].flat()) {
      answer = await this.#send(step, { ...this.#variables(), ...more })
      for (const [name, place] of Object.entries(step.capture ?? {})) {
        const value = captureValue(answer, place)
        if (value !== undefined) this.#state.captured.set(name, value)
      }
      if (answer.failure !== null) break
    }
    if (answer === undefined) throw new Error('a flow has at least one step')
    return answer
  }

  async #send(step: FlowStep, variables: Variables): Promise<Answer> {
    await this.setting.beforeRequest()
    const request = this.#toRequest(step, variables)
    const { pathname, search } = request.url
    const answer: Answer = {
      request: `${request.method} ${pathname}${search}${request.body === undefined ? '' : ` ${shorten(request.body)}`}`,
      ...(await sendRequest(request)),
    }
    for (const [name, value] of answer.headers) if (name === 'set-cookie') this.#state.jar.store(value)
    this.origin.onAnswer(answer)
    return answer
  }

  #toRequest(step: FlowStep, variables: Variables): HttpRequest {
    const { base, patienceMs } = this.setting
    const body = toBody(step, variables)
    const type = step.form === undefined ? 'application/json' : 'application/x-www-form-urlencoded'
    const cookie = this.#state.jar.header
    const own = Object.entries(step.headers ?? {}).map(([name, value]) => [
      name.toLowerCase(),
      fillText(value, variables).replace(/[^\t\x20-\x7e\x80-\xff]/g, ''), // a header can hold no other characters
    ])
    return {
      url: new URL(base.href.replace(/\/$/, '') + encodePlaces(step.path, variables)),
      method: step.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        accept: '*/*',
        ...(body !== undefined && { 'content-type': type }),
        ...(cookie !== undefined && { cookie }),
        ...this.origin.headers,
        ...Object.fromEntries(own),
      },
      body,
      localAddress: this.origin.localAddress,
      timeoutMs: patienceMs,
    }
  }
}

function addFields(step: FlowStep, fields: VisitorOrigin['fields']): FlowStep {
  const { json, form } = step
  if (form !== undefined) return { ...step, form: { ...form, ...fields } }
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? { ...step, json: { ...json, ...fields } }
    : step
}

function toBody({ json, form }: FlowStep, variables: Variables): string | undefined {
  if (form === undefined) return json === undefined ? undefined : JSON.stringify(fillJson(json, variables))
  const fields = Object.entries(form).flatMap(([name, value]) => {
    const filled = fillJson(value, variables)
    // A list becomes a field that is sent several times, as browsers send it.
    return [filled].flat().map((item) => [name, typeof item === 'string' ? item : JSON.stringify(item)])
  })
  return new URLSearchParams(fields).toString()
}

const encodePlaces = (path: string, variables: Variables) =>
  fillText(
    path,
    Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, encodeURIComponent(String(value))])),
  )

const shorten = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text)
