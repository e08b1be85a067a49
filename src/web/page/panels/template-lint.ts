/** A lint of templates: segments of the message, and the conditions for autofill on phones. */

import { countSegments, findForeignCharacters } from '../../../core/segments.js'

export interface LintResult {
  /** Null for advice. */
  readonly ok: boolean | null
  readonly text: string
}

/** The text as a phone shows it. */
export const fillTemplate = (text: string, { code = '48213', appName = 'Acme', minutes = '5' } = {}): string =>
  text
    .replaceAll('{{code}}', code)
    .replaceAll('{{app_name}}', appName)
    .replaceAll('{{default_verification_timeout_secs}}', minutes)

const known = ['code', 'app_name', 'default_verification_timeout_secs']

/**
 * Findings about a template, in the order in which they matter.
 *
 * @example lintTemplate('{{code}} is your code').every(({ ok }) => ok !== false)
 */
export function lintTemplate(text: string): LintResult[] {
  const filled = fillTemplate(text)
  const { encoding, length, count } = countSegments(filled)
  const foreign = findForeignCharacters(filled)
  const unknown = [...text.matchAll(/\{\{(.*?)\}\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !known.includes(name))
  const otherDigits = filled.replaceAll('48213', '').match(/\d{4,10}/g) ?? []
  const hasCode = text.includes('{{code}}')
  const hasOrigin = /(^|\n)@\S+\.\S+ #\{\{code\}\}\s*$/.test(text)
  return [
    { ok: hasCode, text: hasCode ? 'Contains {{code}}.' : 'Add {{code}} where the code should appear (T4).' },
    ...(unknown.length > 0
      ? [{ ok: false, text: `{{${unknown[0]}}} is not a known variable and stays as it is (T3).` }]
      : []),
    {
      ok: count === 1,
      text: `${count} ${count === 1 ? 'segment' : 'segments'}, ${length} characters in ${encoding}${foreign.length > 0 ? `, because of ${foreign.slice(0, 5).join(' ')}` : ''}.`,
    },
    lintForIos(filled),
    {
      ok: otherDigits.length === 0,
      text:
        otherDigits.length === 0
          ? 'Android: the code is the only number of 4 to 10 digits.'
          : `Android: "${otherDigits[0]}" could be taken for the code.`,
    },
    {
      ok: filled.length <= 140,
      text:
        filled.length <= 140
          ? 'Android SMS Retriever: within 140 bytes.'
          : 'Android SMS Retriever: at most 140 bytes are read.',
    },
    {
      ok: hasOrigin || null,
      text: hasOrigin
        ? 'Web: the last line binds the code to your domain (WebOTP).'
        : 'Web: end with "@example.com #{{code}}" on a line of its own to bind the code to your domain (WebOTP).',
    },
  ]
}

/** iOS offers a code that stands near a word like "code" in the message. */
function lintForIos(filled: string): LintResult {
  const ok = /\b(code|passcode|password|otp|pin|código|codigo|kode|kod)\b/i.test(filled)
  return {
    ok,
    text: ok
      ? 'iOS: the word beside the code lets the keyboard offer it.'
      : 'iOS: add the word "code" so that the keyboard offers it.',
  }
}
