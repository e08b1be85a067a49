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
 * Looks for a form with a phone number, and writes a flow file from what it finds. The rest is written as it usually is,
 * to be corrected.
 *
 * @param base the application
 */
export async function guessFlow(base: URL): Promise<GuessedFlow> {
  for (const path of likelyPaths) {
    const form = await findForm(base, path)
    if (form !== undefined)
      return { text: formatFlow(base, form), found: `Found a form with the field ${form.phoneField} at ${form.page}.` }
  }
  return {
    text: formatFlow(base, undefined),
    found: `Found no form with a phone number at ${base.href}; the file contains an example.`,
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

function formatFlow(base: URL, form: GuessedForm | undefined): string {
  const capture = (names: readonly string[]) =>
    names.map((name) => `${variableOf(name)}: { html: "input[name=${name}]" }`).join(', ')
  const fields = (form?.tokens ?? []).map((name) => `${name}: "{{${variableOf(name)}}}"`)
  const start =
    form === undefined
      ? '{ method: POST, path: /login, json: { phone: "{{phone}}" } }'
      : `{ method: ${form.method}, path: ${form.action}, form: { ${[`${form.phoneField}: "{{phone}}"`, ...fields].join(', ')} } }`
  return [
    '# How `tve audit login` goes through the login of this application. See docs/audit.md.',
    `base: ${base.origin}`,
    ...(form === undefined || form.tokens.length === 0
      ? []
      : [
          '',
          '# A new visitor opens the page, which has a token.',
          `visit: { path: ${form.page}, capture: { ${capture(form.tokens)} } }`,
        ]),
    '',
    '# Sends a code to {{phone}}.',
    `start: ${start}`,
    '',
    '# Sends another code. Remove it if the login has no such step.',
    'resend: { method: POST, path: /login/resend }',
    '',
    '# Hands in {{code}}.',
    `check: { method: POST, path: /login/code, ${form === undefined ? 'json' : 'form'}: { code: "{{code}}" } }`,
    '',
    '# Answers so only to a visitor who is logged in.',
    'inside: { method: GET, path: /account, expect: { status: 200 } }',
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

const variableOf = (name: string) => name.replaceAll(/[^\w-]/g, '_')
