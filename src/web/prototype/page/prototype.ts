import { post } from './post.js'
import { showSources } from './sources.js'

/** The backends of examples/prototype, as JSON of names and texts. The build inserts it. */
declare const __BACKENDS__: string

/** Finds an element of the page. @throws if it is missing */
function find<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id)
  if (found instanceof type) return found
  throw new Error(`#${id} does not exist`)
}

const ask = find('ask', HTMLFormElement)
const enter = find('enter', HTMLFormElement)
const done = find('done', HTMLElement)
const number = find('number', HTMLInputElement)
const code = find('code', HTMLInputElement)
const again = find('again', HTMLButtonElement)
const message = find('message', HTMLElement)
const phone = find('phone', HTMLIFrameElement)

/** Explains why a code was not accepted, for the person who typed it. */
const reasons: Readonly<Record<string, string>> = {
  wrong_code: 'That code is not right. Check it and try again.',
  expired: 'The code has expired. Send another one.',
  too_many_attempts: 'Too many wrong codes. Send another one.',
  not_delivered: 'The code could not be delivered. Send another one.',
}

/** A hint as a sentence; that of the service begins in lower case, unless it begins with a name. */
const toSentence = (hint: string) =>
  `${hint.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase())}${/[.?!]$/.test(hint) ? '' : '.'}`

function show(step: HTMLElement): void {
  for (const each of [ask, enter, done]) each.hidden = each !== step
  message.textContent = ''
  step.querySelector<HTMLElement>('input, button')?.focus()
}

let coolDown = 0

/** Counts the seconds down until another code may be sent. */
function coolDownFrom(secs: number): void {
  clearInterval(coolDown)
  let left = secs
  const tick = () => {
    again.disabled = left > 0
    again.textContent = left > 0 ? `Send again in ${left} s` : 'Send again'
    if (left-- <= 0) clearInterval(coolDown)
  }
  tick()
  coolDown = window.setInterval(tick, 1000)
}

async function sendCode(): Promise<void> {
  const phoneNumber = number.value.trim()
  const channel = new FormData(ask).get('channel')
  const source = `/?number=${encodeURIComponent(phoneNumber)}&embed=1`
  if (phone.getAttribute('src') !== source) phone.src = source
  const { ok, body } = await post('start', { phone_number: phoneNumber, channel })
  if (body.retry_after !== undefined) coolDownFrom(body.retry_after)
  if (!ok) {
    message.textContent = [body.error, body.hint && toSentence(body.hint)].filter(Boolean).join(' ')
    return
  }
  find('sent', HTMLElement).textContent = `A code is on its way to ${phoneNumber}.`
  code.value = ''
  show(enter)
  coolDownFrom(body.resend_in ?? 30)
}

async function checkCode(): Promise<void> {
  const { ok, body } = await post('check', { code: code.value.trim() })
  if (body.verified) {
    find('who', HTMLElement).textContent = body.phone_number ?? ''
    show(done)
  } else {
    message.textContent = (ok ? reasons[body.reason ?? ''] : body.error) ?? 'The code was not accepted.'
    code.select()
  }
}

/** Runs a step, never twice at once, and shows its error. */
function run(step: () => Promise<void>): void {
  step().catch(() => {
    message.textContent = 'The emulator does not answer. Is it running?'
  })
}

ask.addEventListener('submit', (event) => {
  event.preventDefault()
  run(sendCode)
})
enter.addEventListener('submit', (event) => {
  event.preventDefault()
  run(checkCode)
})
again.addEventListener('click', () => run(sendCode))
for (const id of ['change', 'restart']) find(id, HTMLButtonElement).addEventListener('click', () => show(ask))

showSources(JSON.parse(__BACKENDS__))
