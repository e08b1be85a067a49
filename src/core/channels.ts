import type { Channel, ChannelSettings } from './records.js'
import { renderTemplate } from './templates.js'

/** What is put into a message. */
export interface Carriage {
  readonly code: string
  readonly phoneNumber: string
  /** Text of the chosen template; null: none chosen (T5). */
  readonly template: string | null
  readonly appName: string
  readonly timeoutSecs: number
  readonly settings: ChannelSettings | undefined
}

interface ChannelRules {
  /** What a section of this channel starts from (P3); the keys are all the settings that the channel knows. */
  readonly defaults: ChannelSettings
  readonly settings: readonly (keyof ChannelSettings)[]
  /** V6: the vendor's own sender stands in where the profile has no section. */
  readonly worksWithoutSection: boolean
  /** C11: a call that nobody answered is over, a text may still arrive. */
  readonly endsWhenUndelivered: boolean
  /** What the handset shows (V13). */
  readonly compose: (carriage: Carriage) => { from: string; text: string }
}

/** The number that calls and codes come from. It belongs to the block set aside for fiction. */
const vendorNumber = '+13035550100'

export const channelRules: Readonly<Record<Channel, ChannelRules>> = {
  sms: {
    defaults: { timeoutSecs: 300, codeLength: 5, alphaSender: 'Telnyx' },
    settings: ['appName', 'codeLength', 'timeoutSecs', 'messagingTemplateId', 'whitelistedDestinations', 'alphaSender'],
    worksWithoutSection: false,
    endsWhenUndelivered: false,
    compose: (carriage) => ({
      // Numbers of +1 take no sender name.
      from: carriage.phoneNumber.startsWith('+1') ? vendorNumber : (carriage.settings?.alphaSender ?? vendorNumber),
      text: written(carriage),
    }),
  },
  call: {
    defaults: { timeoutSecs: 300, codeLength: 5 },
    settings: ['appName', 'codeLength', 'timeoutSecs', 'messagingTemplateId', 'whitelistedDestinations'],
    worksWithoutSection: false,
    endsWhenUndelivered: true,
    compose: (carriage) => ({ from: vendorNumber, text: spoken(carriage) }),
  },
  flashcall: {
    defaults: { timeoutSecs: 300 },
    settings: ['appName', 'timeoutSecs', 'whitelistedDestinations'],
    worksWithoutSection: false,
    endsWhenUndelivered: true,
    compose: ({ code }) => {
      const from = `+1${'3035550000'.slice(0, 10 - code.length)}${code}`
      return { from, text: `One ring from ${from}` }
    },
  },
  whatsapp: {
    defaults: { timeoutSecs: 300, wabaId: null, senderPhoneNumber: null, templateId: null },
    settings: ['timeoutSecs', 'whitelistedDestinations', 'wabaId', 'senderPhoneNumber', 'templateId'],
    worksWithoutSection: true,
    endsWhenUndelivered: false,
    compose: (carriage) => ({ from: carriage.settings?.senderPhoneNumber ?? vendorNumber, text: written(carriage) }),
  },
}

/** The text of a profile without a template (T5). */
const defaultTemplate = 'Your verification code is {{code}}.'

function written(carriage: Carriage): string {
  return renderTemplate(carriage.template ?? defaultTemplate, carriage)
}

/** Digit by digit, and all of it twice (V13). */
function spoken(carriage: Carriage): string {
  const once = written({ ...carriage, code: [...carriage.code].join(' ') })
  return `${once} ${once}`
}
