import type { Mutant } from '../mutants/mutant.js'
import { javascript } from './javascript.js'
import type { Language } from './language.js'
import { python } from './python.js'
import type { Runner } from './runner.js'
import { shell } from './shell.js'
import type { Phone, Step } from './step.js'

const languages: Readonly<Record<Runner, Language>> = { ...javascript, pytest: python, other: shell }

const numbers: Readonly<Record<Phone, string>> = { phone: '+13035551234', otherPhone: '+13125000000' }

/** Writes the test that notices a mutant, in the language of a runner. `login` stands for the user's own application. */
export function writeSketch({ title, steps }: Mutant['test'], runner: Runner): string {
  const language = languages[runner]
  const phones = (['phone', 'otherPhone'] as const).filter((phone) => uses(steps, phone))
  const body = [
    ...phones.map((phone) => language.phone(phone, numbers[phone])),
    ...steps.flatMap((step, index) => writeStep(step, language, !readsBefore(steps, index))),
  ]
  return language.test(title, body).join('\n')
}

const uses = (steps: readonly Step[], phone: Phone) => steps.some((step) => Object.values(step).includes(phone))

/** Whether a code was read before a step. */
const readsBefore = (steps: readonly Step[], index: number) => steps.slice(0, index).some((step) => 'read' in step)

function writeStep(step: Step, language: Language, isUnread: boolean): readonly string[] {
  if ('send' in step) return [step.is === 'refused' ? language.refusedSend(step.send) : language.send(step.send)]
  if ('read' in step) return [language.read(step.read, step.from)]
  if ('check' in step) return writeCheck(step, language, isUnread)
  if ('advance' in step) return [language.advance(step.advance)]
  if ('force' in step) return [language.force(step.force)]
  if ('fault' in step) return [language.fault(step.fault, step.into)]
  if ('webhookFault' in step) return [language.webhookFault(step.webhookFault)]
  if ('messages' in step) return [language.messages(step.messages, step.to)]
  return [language.note(step.note)]
}

function writeCheck(
  { check, is, times = 1 }: Extract<Step, { readonly check: string }>,
  language: Language,
  isUnread: boolean,
): readonly string[] {
  const line = language.check(check, is === 'accepted')
  const lines = times === 1 ? [line] : language.repeat(times, line)
  if (check !== 'wrongCode') return lines
  return [...(isUnread ? [language.read('code', 'phone')] : []), language.wrongCode('code'), ...lines]
}
