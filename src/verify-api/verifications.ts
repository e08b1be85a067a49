import { countryOf } from '../core/phone-numbers.js'
import { verificationsOf } from '../core/state.js'
import { getVerification } from '../core/verifications.js'
import { readPage, toMeta } from '../wire/paging.js'
import { toVerification } from '../wire/verification.js'
import type { HandlerTable } from './operation.js'

export const verifications: HandlerTable<'RetrieveVerification' | 'ListVerifications'> = {
  RetrieveVerification: (world, { path }) => ({
    body: { data: toVerification(getVerification(world, path.verification_id)) },
  }),
  ListVerifications: (world, { path, query }, { hints }) => {
    const page = readPage(query, world.settings.dialect, hints)
    countryOf(path.phone_number, { parameter: 'phone_number' })
    const found = verificationsOf(world.state, path.phone_number, (page.number - 1) * page.size, page.size)
    const total = world.state.numbers.get(path.phone_number)?.count ?? 0
    return { body: { data: found.map(toVerification), meta: toMeta(page, total) } }
  },
}
