import { isLoopback } from '../login/bounds.js'
import { type GuessedApi, type GuessedCall, guessApi, isCodeField, isPhoneField } from './guess-api.js'
import { type Tag, tagsIn } from './html.js'
import { sendRequest } from './http-client.js'

/** Paths where login forms usually are. */
const likelyPaths = ['/login', '/', '/signin', '/sign-in', '/auth', '/account/login']

/** What could be seen of a login form from outside. */
export interface GuessedFlow {
  /** The content of a flow file. */
  readonly text: string
  /** What was found, in a sentence. */
  readonly found: string
}

interface GuessedForm {
  readonly page: string
  readonly action: string
  readonly method: string
  readonly phoneField: string
  /** Hidden fields with a token. */
  readonly tokens: readonly string[]
}

/**
 * Looks for a form with a phone number, or else for an OpenAPI document with a login, and writes a flow file from what
 * it finds. The rest is written as it usually is, and marked as a guess.
 *
 * @param base the application
 */
export async function guessFlow(base: URL): Promise<GuessedFlow> {
  for (const path of likelyPaths) {
    const form = await findForm(base, path)
    if (form !== undefined)
      return {
        text: formatFlow(base, stepsOfForm(form)),
        found: `Found a form with the field ${form.phoneField} at ${form.page}.`,
      }
  }
  const api = await guessApi(base)
  if (api !== undefined)
    return {
      text: formatFlow(base, stepsOfApi(api)),
      found: `Found ${api.start.method} ${api.start.path} with a phone number in ${api.place}.`,
    }
  return {
    text: formatFlow(base, {}),
    found: `Found neither a form with a phone number nor an OpenAPI document at ${base.href}; the file contains an example.`,
  }
}

async function findForm(base: URL, page: string): Promise<GuessedForm | undefined> {
  const url = new URL(page, base)
  const answer = await sendRequest({
    url,
    method: 'GET',
    headers: { accept: 'text/html' },
    body: undefined,
    localAddress: undefined,
    timeoutMs: 3000,
  })
  const tags = answer.status === 200 ? tagsIn(answer.text) : []
  let form: Tag | undefined
  let inputs: Tag[] = []
  for (const tag of [...tags, undefined]) {
    if (tag?.name === 'input') inputs.push(tag)
    if (tag !== undefined && tag.name !== 'form') continue
    const phone = inputs.find(isPhone)
    const name = phone?.attributes.get('name')
    if (form !== undefined && name !== undefined) return toForm(form, page, name, inputs)
    form = tag
    inputs = []
  }
  return undefined
}

const isPhone = ({ attributes }: Tag) =>
  attributes.get('type') === 'tel' || /phone|mobile|msisdn|tel\b/i.test(attributes.get('name') ?? '')

const toForm = (form: Tag, page: string, phoneField: string, inputs: readonly Tag[]): GuessedForm => ({
  page,
  action: form.attributes.get('action') || page,
  method: (form.attributes.get('method') ?? 'get').toUpperCase(),
  phoneField,
  tokens: inputs.flatMap(({ attributes }) => {
    const name = attributes.get('name')
    return attributes.get('type') === 'hidden' && name !== undefined ? [name] : []
  }),
})

/** The steps of a flow file in YAML; a step that could not be guessed is missing. */
interface GuessedSteps {
  readonly visit?: string
  readonly start?: string
  readonly resend?: string
  readonly check?: string
  /** A guess, for a login whose second form cannot be seen. */
  readonly likelyCheck?: string
  readonly inside?: string
}

function stepsOfForm({ page, action, method, phoneField, tokens }: GuessedForm): GuessedSteps {
  const capture = tokens.map((name) => `${variableOf(name)}: { html: "input[name=${name}]" }`).join(', ')
  const hidden = tokens.map((name) => `, ${quote(name)}: "{{${variableOf(name)}}}"`).join('')
  return {
    ...(tokens.length > 0 && { visit: `{ path: ${page}, capture: { ${capture} } }` }),
    start: `{ method: ${method}, path: ${action}, form: { ${quote(phoneField)}: "{{phone}}"${hidden} } }`,
    likelyCheck: `{ method: POST, path: /login/code, form: { code: "{{code}}"${hidden} } }`,
  }
}

function stepsOfApi({ start, resend, check, inside, kept }: GuessedApi): GuessedSteps {
  const capture = kept.map((name) => `${variableOf(name)}: { json: ${quote(`/${name}`)} }`).join(', ')
  return {
    start: formatCall(start, kept.length > 0 ? `, capture: { ${capture} }` : ''),
    ...(resend && { resend: formatCall(resend) }),
    ...(check && { check: formatCall(check) }),
    ...(inside !== undefined && { inside: `{ method: GET, path: ${inside}, expect: { status: 200 } }` }),
  }
}

function formatCall({ method, path, fields }: GuessedCall, more = ''): string {
  const json = fields.map((name) => {
    const value = isCodeField(name) ? 'code' : isPhoneField(name) ? 'phone' : variableOf(name)
    return `${quote(name)}: "{{${value}}}"`
  })
  return `{ method: ${method}, path: ${path}${json.length > 0 ? `, json: { ${json.join(', ')} }` : ''}${more} }`
}

/** A name as YAML needs it within braces. */
const quote = (name: string) => (/^[\w/-]+$/.test(name) ? name : JSON.stringify(name))

function formatFlow(base: URL, { visit, start, resend, check, likelyCheck, inside }: GuessedSteps): string {
  return [
    '# How `tve audit login` goes through the login of this application. See docs/audit.md.',
    ...formatBase(base),
    ...(visit === undefined ? [] : ['', '# A new visitor opens the page, which has a token.', `visit: ${visit}`]),
    '',
    `# Sends a code to {{phone}}.${start === undefined ? guess : ''}`,
    `start: ${start ?? '{ method: POST, path: /login, json: { phone: "{{phone}}" } }'}`,
    '',
    `# Sends another code. ${resend === undefined ? 'A guess: correct it, or remove it' : 'Remove it'} if the login has no such step.`,
    `resend: ${resend ?? '{ method: POST, path: /login/resend }'}`,
    '',
    `# Checks {{code}}.${check === undefined ? guess : ''}`,
    `check: ${check ?? likelyCheck ?? '{ method: POST, path: /login/code, json: { code: "{{code}}" } }'}`,
    '',
    `# Answers like this only to a visitor who is logged in.${inside === undefined ? guess : ''}`,
    `inside: ${inside ?? '{ method: GET, path: /account, expect: { status: 200 } }'}`,
    '',
    '# If the login answers with a token instead of a cookie, keep it and send it:',
    '# check: { ..., capture: { token: { json: /token } } }',
    '# inside: { ..., headers: { authorization: "Bearer {{token}}" } }',
    '',
    '# The numbers of users; each # becomes a digit.',
    'phone: "+1303555####"',
    '',
    '# How long the application refuses another code. Lower it for the audit with a variable of your application.',
    '# coolDown: 1s',
    '# env: { RESEND_AFTER_MS: "1000" }',
    '',
  ].join('\n')
}

/** An application on this machine is started on a free port, so that it need not be stopped before an audit. */
function formatBase(base: URL): string[] {
  const { origin, protocol, hostname } = base
  if (!isLoopback(base)) return [`base: ${origin}`]
  return [
    '# A free port, which the command of the audit gets as PORT. For an application that runs already, and to have a',
    `# command listen on that port: base: ${origin}`,
    `base: ${protocol}//${hostname}:{{port}}`,
  ]
}

const guess = ' A guess: correct it.'

const variableOf = (name: string) => name.replaceAll(/[^\w-]/g, '_')
