import type { ReceiverCase } from './case.js'
import { forgedCases, otherFamilyCase, unsignedCase } from './forged.js'
import { genuineCases, goodCase } from './genuine.js'

/** Every case, in the order in which they are sent. */
export const cases: readonly ReceiverCase[] = [...genuineCases, ...forgedCases]

export const caseNames: readonly string[] = cases.map(({ name }) => name)

export { forgedCases, genuineCases, goodCase, otherFamilyCase, unsignedCase }
