import type { RecordedExchange } from '../recording/exchange.js'
import { Redactor } from '../recording/redactor.js'
import { isNestedDeeply } from '../recording/secret-texts.js'
import { isPause, type Steps } from '../wire/steps.js'
import { convertFile } from './convert-file.js'
import { keepSpelling } from './keep-spelling.js'
import { bodyTextOf, compactAttempts, type RunFile, type RunRequest, type RunStep, toBodyPart } from './run-file.js'

type Headers = Readonly<Record<string, string>>

/** The number of steps that are redacted without a pause. */
const stepsAtOnce = 10

/**
 * Removes secrets from a run. Phone numbers and codes stay: they are those of a test, and a replay needs them. Keys,
 * tokens, passwords, and everything in a URL that may be one are replaced, wherever they stand. Yields when others may
 * run; the run must not change meanwhile.
 *
 * @param keys the API keys of the run, and other texts that are known to be secret
 * @returns the run without them; an option with a secret is left out and named in `left_out`
 */
export function* redactRun(run: RunFile, keys: readonly string[]): Steps<RunFile> {
  const redactor = new Redactor({
    standInForNumber: (number) => number,
    standInForCode: (code) => code,
    standInsForNames: new Map(),
    keepsNumbers: true,
    keys,
  })
  const { settings, before, after, steps, test, ...rest } = run
  yield* learnRun(run, redactor)
  const clean = function* (part: object): Steps<object> {
    return JSON.parse(yield* redactor.bodyInSteps(JSON.stringify(part), 'answer')) as object
  }
  const left = leaveOut(settings, (yield* convertFile(settings, clean)) as RunFile['settings'])
  const cleanBefore: RunFile['before'] = {}
  for (const [name, file] of Object.entries(before)) cleanBefore[name] = yield* convertFile(file, clean)
  const cleanSteps: RunStep[] = []
  for (const step of steps ?? []) if (isPause(cleanSteps.push(redactStep(step, redactor)), stepsAtOnce)) yield
  return {
    ...rest,
    ...(test !== undefined && { test: redactor.text(test) }),
    settings: left.settings,
    left_out: [...run.left_out, ...left.paths],
    before: cleanBefore,
    ...(steps !== undefined && { steps: compactAttempts(cleanSteps) }),
    ...(after !== undefined && { after: yield* convertFile(after, clean) }),
  }
}

/** Learns all secrets of a run, before anything of it is redacted. */
function* learnRun({ settings, before, after, steps = [] }: RunFile, redactor: Redactor): Steps {
  const learn = function* (part: object): Steps<object> {
    yield* redactor.learnInSteps(toExchange({ text: JSON.stringify(part) }))
    return part
  }
  for (const file of [settings, ...Object.values(before), after])
    if (file !== undefined) yield* convertFile(file, learn)
  for (const [index, step] of steps.entries()) {
    redactor.learn(toStepExchange(step))
    if (isPause(index, stepsAtOnce)) yield
  }
}

/** Leaves out the options that a secret was removed from: half an option would mean something else. */
function leaveOut(settings: RunFile['settings'], clean: RunFile['settings']) {
  const paths: string[] = []
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(clean)) {
    const given = settings[name]
    if (!differs(given, value)) kept[name] = value
    else if (name !== 'webhooks' || typeof value !== 'object' || value === null) {
      paths.push(name)
      if (name === 'fixtures') kept[name] = value // its records are used as they are
    } else {
      const members = Object.entries(value).filter(([member, one]) => {
        const isSame = !differs((given as Record<string, unknown>)[member], one)
        if (!isSame) paths.push(`${name}.${member}`)
        return isSame
      })
      kept[name] = Object.fromEntries(members)
    }
  }
  return { settings: kept, paths }
}

function redactStep(step: RunStep, redactor: Redactor): RunStep {
  if (step.kind === 'due') return step
  if (step.kind === 'request') return redactRequest(step, redactor)
  const { url, rerouted_to, error, headers, text, ...rest } = step
  const clean = (value: string) => JSON.parse(redactor.body(JSON.stringify({ url: value }))).url as string
  return {
    ...rest,
    ...(url !== undefined && { url: clean(url) }),
    ...(rerouted_to !== undefined && { rerouted_to: clean(rerouted_to) }),
    ...(error !== undefined && { error: error === null ? null : redactError(error, redactor) }),
    ...(headers !== undefined && { headers: redactHeaders(headers, redactor) }),
    ...(text !== undefined && { text: redactBody(text, 'answer', redactor) }),
  }
}

function redactRequest({ path, headers, body, text, answer, ...rest }: RunRequest, redactor: Redactor): RunRequest {
  const sent = bodyTextOf({ body, text } as RunRequest)
  const { authorization, ...others } = headers
  return {
    ...rest,
    path: redactor.url(`http://emulator${path}`).slice('http://emulator'.length),
    headers: { ...(authorization !== undefined && { authorization }), ...redactHeaders(others, redactor) },
    ...toBodyPart(redactBody(sent, 'request', redactor)),
    ...(answer !== undefined && {
      answer: {
        status: answer.status,
        ...(answer.is_cut && { is_cut: true }),
        headers: redactHeaders(answer.headers, redactor),
        ...toBodyPart(redactBody(bodyTextOf(answer), 'answer', redactor)),
      },
    }),
  }
}

/** A body keeps every byte outside of its secrets, also those that JSON has lost once it was read. */
function redactBody(text: string, side: 'request' | 'answer', redactor: Redactor): string {
  const clean = redactor.body(text, side)
  if (clean === text || isNestedDeeply(text)) return clean
  try {
    return keepSpelling(text, clean)
  } catch {
    return clean
  }
}

/** Our own words about a failed attempt: what they may hold of the outside is the URL. */
function redactError(error: string, redactor: Redactor): string {
  return error.replace(/https?:\/\/[^\s:]+(?::\d+)?[^\s:]*/g, (url) => redactor.text(url))
}

function redactHeaders(headers: Headers, redactor: Redactor): Record<string, string> {
  return Object.fromEntries(redactor.headers(Object.entries(headers)).map(({ name, value }) => [name, value]))
}

/** What the redactor learns a step's secrets from. Authorization is made up already. */
function toStepExchange(step: RunStep): RecordedExchange {
  if (step.kind === 'due') return toExchange({})
  if (step.kind === 'attempt')
    return toExchange({ answerHeaders: step.headers, text: step.text, sent: JSON.stringify({ url: step.url }) })
  const { authorization: _, ...headers } = step.headers
  return toExchange({
    path: step.path,
    headers,
    sent: bodyTextOf(step),
    answerHeaders: step.answer?.headers,
    text: bodyTextOf(step.answer ?? {}),
  })
}

interface Texts {
  readonly path?: string
  readonly headers?: Headers
  readonly sent?: string
  readonly answerHeaders?: Headers | undefined
  readonly text?: string | undefined
}

function toExchange({ path = '/', headers = {}, sent, answerHeaders = {}, text }: Texts): RecordedExchange {
  const body = (value: string | undefined) => ({ size: value?.length ?? 0, ...(value && { text: value }) })
  const message = { httpVersion: '1.1' }
  return {
    method: 'POST',
    url: `http://emulator${path}`,
    startedAt: 0,
    waitMs: 0,
    receiveMs: 0,
    request: { ...message, headers: Object.entries(headers), body: body(sent) },
    answer: { ...message, status: 200, reason: '', headers: Object.entries(answerHeaders), body: body(text) },
  }
}
