import {
  deleteVerifiedNumber,
  getVerifiedNumber,
  listVerifiedNumbers,
  requestNumberCode,
  verifyNumber,
} from '../core/verified-numbers.js'
import { readPage, slicePage, toMeta } from '../wire/paging.js'
import { toVerifiedNumber } from '../wire/verified-number.js'
import type { HandlerTable } from './operation.js'

export const verifiedNumbers: HandlerTable<
  | 'CreateVerifiedNumber'
  | 'VerifyVerificationCode'
  | 'ListVerifiedNumbers'
  | 'GetVerifiedNumber'
  | 'DeleteVerifiedNumber'
> = {
  CreateVerifiedNumber: (world, { body }, decision) => {
    const { phone_number: phoneNumber, verification_method: method, extension } = body
    requestNumberCode(world, { phoneNumber, method, extension: extension ?? null }, decision)
    return { body: { phone_number: phoneNumber, verification_method: method } }
  },
  VerifyVerificationCode: (world, { path, body }) => ({
    body: { data: toVerifiedNumber(verifyNumber(world, path.phone_number, body.verification_code)) },
  }),
  ListVerifiedNumbers: (world, { query }, { hints }) => {
    const page = readPage(query, world.settings.dialect, hints)
    const found = listVerifiedNumbers(world)
    return { body: { data: slicePage(found, page).map(toVerifiedNumber), meta: toMeta(page, found.length) } }
  },
  GetVerifiedNumber: (world, { path }) => ({
    body: { data: toVerifiedNumber(getVerifiedNumber(world, path.phone_number)) },
  }),
  DeleteVerifiedNumber: (world, { path }) => ({
    body: { data: toVerifiedNumber(deleteVerifiedNumber(world, path.phone_number)) },
  }),
}
