import type { FlowStep, LoginFlow } from '../../spec/flow-types.js'
import { Addresses, type AddressWay } from './addresses.js'
import type { Driver, VisitorOptions } from './driver.js'
import { HttpVisitor, type VisitorOrigin } from './http-visitor.js'
import { PhoneNumbers } from './phone-numbers.js'
import { namesIn } from './template.js'

export interface HttpDriverOptions {
  readonly flow: LoginFlow
  readonly base: URL
  readonly patienceMs: number
  readonly addressWay: AddressWay
  /** Where the phone numbers begin. */
  readonly firstNumber?: number
  readonly beforeRequest?: () => Promise<void>
}

export const defaultPhonePattern = '+1303555####'

/** The driver of a flow file. */
export function createHttpDriver(options: HttpDriverOptions): Driver {
  const { flow, base, patienceMs, addressWay, firstNumber, beforeRequest = async () => {} } = options
  const setting = { flow, base, patienceMs, beforeRequest }
  const addresses = new Addresses(addressWay)
  const numbers = new PhoneNumbers(flow.phone ?? defaultPhonePattern, firstNumber)
  const unknown = flow.unknown === undefined ? undefined : new PhoneNumbers(flow.unknown, firstNumber)
  const toOrigin = (address: string | undefined): Omit<VisitorOrigin, 'onAnswer' | 'fields'> => {
    if (address === undefined || addressWay.kind === 'shared') return { headers: {} }
    return addressWay.kind === 'header'
      ? { headers: { [addressWay.name.toLowerCase()]: address } }
      : { headers: {}, localAddress: address }
  }
  const nextAddress = () => (addressWay.kind === 'shared' ? undefined : addresses.next())
  return {
    base,
    visit: ({ address = nextAddress(), onAnswer = () => {}, headers = {}, fields = {} }: VisitorOptions = {}) => {
      const origin = toOrigin(address)
      return new HttpVisitor(setting, { ...origin, headers: { ...origin.headers, ...headers }, fields, onAnswer })
    },
    nextPhoneNumber: () => numbers.next(),
    nextUnknownNumber: () => unknown?.next(),
    nextAddress,
    features: featuresOf(flow),
  }
}

function featuresOf({ resend, check, inside }: LoginFlow): Driver['features'] {
  const steps: readonly FlowStep[] = [check].flat()
  const carries = (part: unknown) => namesIn(part).includes('code')
  return {
    hasResend: resend !== undefined,
    checksNumber: steps.some(({ path, json, form, headers }) => namesIn([path, json, form, headers]).includes('phone')),
    hasInside: inside !== undefined,
    showsUser: namesIn((inside ?? steps.at(-1))?.expect).includes('phone'),
    codeFormat: steps.some(({ json }) => carries(json))
      ? 'json'
      : steps.some(({ form }) => carries(form))
        ? 'form'
        : 'text',
    failsByApplication: true,
    addsToRequests: true,
  }
}
