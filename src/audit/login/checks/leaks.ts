import { Buffer } from 'node:buffer'
import type { Answer } from '../../flow/answer.js'
import { describeAnswer } from '../../flow/answer.js'
import { failed, type LoginCheck, passed } from '../check.js'
import { SkipError } from '../check-errors.js'
import { compareAnswers } from '../compare-answers.js'
import { asvs, authenticationCheatSheet, forgotPasswordCheatSheet, mfaCheatSheet } from '../references.js'
import type { Scene } from '../scene.js'

/** Delay of the service that makes a wait for it visible. */
const serviceDelayMs = 300
const timingRounds = 3

export const leakChecks = {
  enumeration: {
    title: 'The answer does not reveal whether a number has an account',
    level: 'l3',
    severity: 'low',
    asks: 'Asks for a code for a number with an account and one without, and compares status, headers and body.',
    gain: 'A list of phone numbers becomes a list of your users, to phish or to guess at.',
    cure: 'Answer both alike: “If this number has an account, a code is on its way.”',
    references: [asvs('6.3.8'), forgotPasswordCheatSheet, authenticationCheatSheet],
    when: 'together',
    run: async (scene) => {
      const { known, unknown, knownPhone, unknownPhone } = await startBoth(scene)
      const differences = compareAnswers(known, unknown, [knownPhone, unknownPhone])
      return differences.length === 0
        ? passed('Both numbers got the same answer.')
        : failed(differences.join('; '), 'The same answer for both numbers')
    },
  },

  'enumeration-timing': {
    title: 'The response time does not reveal whether a number has an account',
    level: 'l3',
    severity: 'low',
    asks: 'Slows the service down and compares the response times for a number with an account and one without.',
    gain: 'A list of phone numbers becomes a list of your users, even if the answers read alike.',
    cure: 'Answer before the code is sent, or let both cases take the same time.',
    references: [asvs('6.3.8'), forgotPasswordCheatSheet],
    when: 'together',
    run: async (scene) => {
      const differences: number[] = []
      for (let round = 0; round < timingRounds; round++) differences.push(await timeBoth(scene))
      const seen = `With an account the answers took ${differences.map((ms) => `${ms} ms`).join(', ')} longer than without, while the service took ${serviceDelayMs} ms longer.`
      // Noise has any sign and size, a wait for the service has the same each time.
      const isLonger = differences.every((ms) => ms > serviceDelayMs * 0.6)
      const isShorter = differences.every((ms) => ms < -serviceDelayMs * 0.6)
      return isLonger || isShorter ? failed(seen, 'No difference') : passed(seen)
    },
  },

  'code-in-answers': {
    title: 'No answer contains the code',
    level: 'l1',
    severity: 'high',
    asks: 'Searches every answer to a request for a code for that code: body, headers, cookies and redirects.',
    gain: 'The code is in the browser of whoever asked for it: knowing a number is enough.',
    cure: 'Keep codes out of answers; leave them to Telnyx, which never returns the ones it generated.',
    references: [asvs('14.2.1'), mfaCheatSheet],
    when: 'last',
    run: async (scene) => {
      const { sendAnswers, emulator } = scene.context
      // All of them at once: some answers are to a text that is not a phone number.
      const messages = await emulator.inbox.list({ limit: 10_000 })
      const places = new Map<string, string>()
      for (const { phoneNumber, answer } of sendAnswers) {
        const codes = messages.filter((message) => message.phoneNumber === phoneNumber).map(({ code }) => code)
        const place = codes.map((code) => findIn(answer, code)).find((found) => found !== undefined)
        if (place !== undefined) places.set(phoneNumber, `${answer.request}: ${place}`)
      }
      // One number may agree with a code by chance; two do not.
      const [first] = places.values()
      if (places.size < 2 || first === undefined) return passed(`No code in ${sendAnswers.length} answers.`)
      scene.note(first)
      return failed(
        `The code is in the answer to a request for it (${places.size} times): ${first}.`,
        'No code anywhere',
      )
    },
  },

  'code-in-output': {
    title: 'The application does not print codes',
    level: 'l2',
    severity: 'medium',
    asks: 'Searches what the application has printed for all codes of the audit.',
    gain: 'Whoever reads the logs, or the service that collects them, logs in as anyone.',
    cure: 'Log that a code was sent or checked, and to whom, never the code.',
    references: [asvs('16.2.5'), mfaCheatSheet],
    when: 'last',
    run: async (scene) => {
      const { application } = scene.context
      if (application === undefined)
        throw new SkipError('Reading the output requires the audit to start the application: add -- and its command.')
      const output = application.output
      const messages = await scene.context.emulator.inbox.list({ limit: 1000 })
      const printed = [...new Set(messages.map(({ code }) => code))].filter((code) => contains(output, code))
      if (printed.length < 2)
        return passed(`None of ${messages.length} codes in ${output.length} characters of output.`)
      const line = output.split('\n').find((candidate) => printed.some((code) => contains(candidate, code))) ?? ''
      scene.note(`application: ${line.trim()}`)
      return failed(
        `${printed.length} of ${messages.length} codes were printed, first in: ${line.trim().slice(0, 200)}`,
        'No codes in the output',
      )
    },
  },

  'secrets-in-answers': {
    title: 'No answer contains the API key or a stack trace',
    level: 'l2',
    severity: 'medium',
    asks: 'Searches every answer of the audit for the API key and for stack traces.',
    gain: 'The API key sends messages at your expense; a stack trace shows where to attack.',
    cure: 'Answer errors with a fixed text, and log the rest.',
    references: [asvs('16.5.1')],
    when: 'last',
    run: async (scene) => {
      const { answers, emulator } = scene.context
      for (const answer of answers) {
        // In JSON a line break is written as two characters.
        const text = [answer.text, ...answer.headers.map(([, value]) => value)].join('\n').replaceAll('\\n', '\n')
        const found = text.includes(emulator.apiKey)
          ? 'the API key'
          : traces.some((trace) => trace.test(text))
            ? 'a stack trace'
            : undefined
        if (found === undefined) continue
        scene.note(`${answer.request} -> ${describeAnswer(answer)}: ${answer.text.slice(0, 300)}`)
        return failed(`The answer to ${answer.request} contains ${found}.`, 'A fixed text')
      }
      return passed(`Neither in ${answers.length} answers.`)
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>

/** Stack traces of the usual runtimes. */
const traces = [
  /^\s*at .+\(?.+:\d+:\d+\)?/m,
  /Traceback \(most recent call last\)/,
  /goroutine \d+ \[running\]/,
  /\n\s+at [\w.$]+\([\w.]+\.java:\d+\)/,
  /#\d+ .+\.php\(\d+\)/,
  /\.rb:\d+:in [`']/,
]

function requireUnknown(scene: Scene): string {
  const phone = scene.context.driver.nextUnknownNumber()
  if (phone !== undefined) return phone
  throw new SkipError(
    'The flow file names no number without an account. Add unknown if only known numbers get codes; otherwise every number has an account, and there is nothing to reveal.',
  )
}

/** How much longer the answer for a number with an account takes. Both are asked at once, so that a busy machine slows both. */
async function timeBoth(scene: Scene): Promise<number> {
  const phones = [scene.newNumber(), requireUnknown(scene)]
  for (const phone of phones)
    await scene.breakService(phone, 'start', { kind: 'latency', delay: `${serviceDelayMs}ms` })
  const [known, unknown] = await Promise.all(
    phones.map((phone, index) => scene.start(scene.visitor(index === 0 ? 'known' : 'unknown'), phone)),
  )
  return (known?.tookMs ?? 0) - (unknown?.tookMs ?? 0)
}

async function startBoth(scene: Scene) {
  const knownPhone = scene.newNumber()
  const unknownPhone = requireUnknown(scene)
  await scene.startAndRead(scene.visitor('known'), scene.newNumber()) // the first of a kind may differ, by a cache
  const known = await scene.start(scene.visitor('known'), knownPhone)
  const unknown = await scene.start(scene.visitor('unknown'), unknownPhone)
  return { known, unknown, knownPhone, unknownPhone }
}

/** Where an answer contains a code, also in Base64, as in a signed cookie; undefined if nowhere. */
function findIn({ text, headers }: Answer, code: string): string | undefined {
  const header = headers.find(([, value]) => contains(decodeAll(value), code))
  if (header !== undefined) return `${header[0]}: ${header[1].slice(0, 120)}`
  const decoded = decodeAll(text)
  return contains(decoded, code) ? `body: ${excerpt(decoded, code)}` : undefined
}

/** A text, followed by what its parts in percent encoding and Base64 say. */
function decodeAll(text: string): string {
  const plain = text.replace(/(%[\da-f]{2})+/gi, (part) => Buffer.from(part.replaceAll('%', ''), 'hex').toString())
  const parts = [...plain.matchAll(/[\w+/-]{8,}/g)].map(([part]) => Buffer.from(part, 'base64url').toString())
  // Random bytes contain digits by chance; text that someone has encoded is printable.
  return [plain, ...parts.filter((part) => /^[\t\n\r\x20-\x7e]+$/.test(part))].join('\n')
}

/** Digits on either side make it another number. */
const contains = (text: string, code: string) => new RegExp(`(?<!\\d)${code}(?!\\d)`).test(text)

function excerpt(text: string, code: string): string {
  const at = text.indexOf(code)
  return text.slice(Math.max(0, at - 40), at + code.length + 20).replace(/\s+/g, ' ')
}
