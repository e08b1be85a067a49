import { expect, test } from 'vitest'
import { abuseChecks } from '../../src/audit/abuse/findings.js'
import { questions as abuseQuestions } from '../../src/audit/abuse/questions.js'
import { loginChecks } from '../../src/audit/login/checks/checks.js'
import { questions as loginQuestions } from '../../src/audit/login/questions.js'
import { readDocument } from '../../tools/documents.js'

test('every field that advice of an audit names is one of the documented API', () => {
  const documented = JSON.stringify(readDocument('verify'))
  const advice = JSON.stringify([abuseChecks, abuseQuestions, loginChecks, loginQuestions])
  const named = new Set(advice.match(/\b[a-z]+(?:_[a-z]+)+\b/g))
  expect(named).toContain('code_length')
  expect([...named].filter((name) => !new RegExp(`\\b${name}\\b`).test(documented))).toEqual([])
})
