import { expect, test } from 'vitest'
import { ProblemError } from '../../src/control-api/problem.js'
import { BodyError } from '../../src/http/body.js'
import { VerifyEmulatorError } from '../../src/wire/error-base.js'
import { FileError, InputError } from '../../src/wire/input-error.js'

test.each([
  [new InputError('x'), 'InputError', 'invalid_input'],
  [new FileError('x'), 'FileError', 'file_unreadable'],
  [new ProblemError(400, 'Bad Request', 'x'), 'ProblemError', 'control_request_refused'],
  [new BodyError(400, 'x', 'y'), 'BodyError', 'body_unreadable'],
])('%s has the base class, its own name and a code', (error, name, code) => {
  expect(error).toBeInstanceOf(VerifyEmulatorError)
  expect(error).toBeInstanceOf(Error)
  expect({ name: error.name, code: error.code, message: error.message }).toEqual({ name, code, message: 'x' })
})
