import type { EventComposer } from '../composer.js'
import type { ExampleEvent } from '../event.js'
import { type Probe, signedPost } from './probe.js'

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

interface Style {
  readonly comma: string
  readonly colon: string
  readonly text: (text: string) => string
  readonly words?: Readonly<Record<string, string>>
  readonly isSorted?: boolean
}

const json = (text: string) => JSON.stringify(text)
const compact: Style = { comma: ',', colon: ':', text: json }
const spaced: Style = { comma: ', ', colon: ': ', text: json }

/** How the libraries of other languages write what they have parsed. JSON.stringify reproduces the good event. */
const styles: readonly (readonly [Style, by: string])[] = [
  [spaced, 'json.dumps of Python'],
  [{ ...spaced, isSorted: true }, 'json.dumps of Python with sort_keys'],
  [{ ...compact, isSorted: true }, 'a library that sorts names, like encoding/json of Go'],
  [{ ...compact, text: (text) => json(text).replaceAll('/', '\\/') }, 'json_encode of PHP'],
  [{ ...spaced, text: quoteForPython, words: { null: 'None', true: 'True', false: 'False' } }, 'str() of Python'],
  [{ ...spaced, colon: ' => ', words: { null: 'nil' } }, 'to_s of Ruby'],
  [{ ...compact, colon: '=>', words: { null: 'nil' } }, 'to_s of Ruby'],
]

function quoteForPython(text: string): string {
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`
}

function write(value: Json, style: Style): string {
  if (typeof value === 'string') return style.text(value)
  if (typeof value !== 'object' || value === null) return style.words?.[String(value)] ?? String(value)
  if (Array.isArray(value)) return `[${value.map((one: Json) => write(one, style)).join(style.comma)}]`
  const entries = Object.entries(value as Readonly<Record<string, Json>>)
  if (style.isSorted) entries.sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${entries.map(([name, one]) => `${style.text(name)}${style.colon}${write(one, style)}`).join(style.comma)}}`
}

const rawBody =
  'Verify the raw body before anything parses it: express.raw() in place of express.json() on this route, a Fastify content type parser, request.text(), request.get_data().'

const serialized = (by: string) =>
  `Your handler verifies re-serialized JSON (as written by ${by}) in place of the raw body. ${rawBody}`

/** What a handler signs when a body parser has read the body before it. */
const parsedBodies: readonly (readonly [(event: ExampleEvent) => string, conclusion: string])[] = [
  ...styles.map(
    ([style, by]) => [(event: ExampleEvent) => write(event as unknown as Json, style), serialized(by)] as const,
  ),
  [(event) => JSON.stringify(event, null, 2), serialized('JSON.stringify with an indent of 2')],
  [(event) => JSON.stringify(event, null, 4), serialized('a library with an indent of 4')],
  [
    () => '[object Object]',
    `Your handler verifies the text [object Object]: a body parser has replaced the body with an object. ${rawBody}`,
  ],
  [() => 'Array', `Your handler verifies the text Array in place of the body: it was parsed before. ${rawBody}`],
  [
    () => '',
    `Your handler verifies an empty body: something has read the body before it, or nothing reads it. ${rawBody}`,
  ],
  [
    () => 'undefined',
    `Your handler verifies the text undefined in place of the body: nothing has read the body, or it is under another name. ${rawBody}`,
  ],
  [
    () => '{}',
    `Your handler verifies {} in place of the body: no body parser has read the body for this content type. ${rawBody}`,
  ],
  [
    ({ data }) => JSON.stringify(data),
    `Your handler verifies the data of the event alone. The signature covers the whole body. ${rawBody}`,
  ],
  [
    (event) => JSON.stringify(JSON.stringify(event)),
    `Your handler serializes the text of the body a second time before it verifies it. ${rawBody}`,
  ],
  [
    (event) => JSON.stringify(Buffer.from(JSON.stringify(event))),
    `Your handler verifies the JSON of a Buffer. Use the bytes of the Buffer, or its toString().`,
  ],
  [
    (event) => Buffer.from(JSON.stringify(event)).toString('base64'),
    'Your handler verifies the base64 of the body, as some gateways pass it on. Decode it first (isBase64Encoded).',
  ],
]

/** What a handler signs when it puts timestamp and body together in another way. */
const signedTexts: readonly (readonly [(timestamp: number, body: string) => string, form: string])[] = [
  [(_, body) => body, 'the body alone, so the timestamp is not protected'],
  [(timestamp, body) => `${timestamp}.${body}`, '<timestamp>.<body>'],
  [(timestamp, body) => `${timestamp}${body}`, '<timestamp><body>'],
  [(timestamp, body) => `${timestamp}:${body}`, '<timestamp>:<body>'],
  [(timestamp, body) => `${timestamp}\n${body}`, '<timestamp>, a line break and <body>'],
  [(timestamp, body) => `${body}|${timestamp}`, '<body>|<timestamp>'],
  [(timestamp, body) => `${body}${timestamp}`, '<body><timestamp>'],
]

const signText = (composer: EventComposer, event: ExampleEvent, toText: (timestamp: number) => string) => {
  const timestamp = composer.nowSecs()
  return signedPost(composer, event, composer.signText(toText(timestamp)), timestamp)
}

/** The body parser, and how the signed text is put together. */
export const bodyProbes: readonly Probe[] = [
  ...parsedBodies.map(
    ([toBody, conclusion]): Probe => ({
      compose: (composer, event) => signText(composer, event, (timestamp) => `${timestamp}|${toBody(event)}`),
      conclusion,
    }),
  ),
  ...signedTexts.map(
    ([toText, form]): Probe => ({
      compose: (composer, event) => signText(composer, event, (timestamp) => toText(timestamp, JSON.stringify(event))),
      conclusion: `Your handler verifies the signature over ${form}. The vendor signs <timestamp>|<raw body>.`,
    }),
  ),
]
