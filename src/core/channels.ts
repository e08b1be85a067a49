import type { Channel, ChannelSettings } from './records.js'
import { renderTemplate } from './templates.js'

/** The values that a message is composed from. */
export interface MessageContent {
  readonly code: string
  readonly phoneNumber: string
  /** Text of the selected template, or null for the default text (T5). */
  readonly template: string | null
  readonly appName: string
  readonly timeoutSecs: number
  readonly settings: ChannelSettings | undefined
}

interface ChannelRules {
  /** Default settings of a new section of this channel (P3). */
  readonly defaults: ChannelSettings
  /** The settings that a request can set. Others keep their defaults. */
  readonly settings: readonly (keyof ChannelSettings)[]
  /** C11: an unanswered call ends the verification; a text message may still arrive. */
  readonly endsWhenUnanswered: boolean
  /** Composes the message that the handset shows (V13). */
  readonly compose: (content: MessageContent) => { from: string; text: string }
}

/** The number that sends calls and codes, from the block reserved for fiction. */
const vendorNumber = '+13035550100'

export const channelRules: Readonly<Record<Channel, ChannelRules>> = {
  sms: {
    defaults: { timeoutSecs: 300, codeLength: 5, alphaSender: 'Telnyx' },
    settings: ['appName', 'codeLength', 'timeoutSecs', 'messagingTemplateId', 'whitelistedDestinations', 'alphaSender'],
    endsWhenUnanswered: false,
    compose: (content) => ({
      // +1 numbers do not support alphanumeric senders.
      from: content.phoneNumber.startsWith('+1') ? vendorNumber : (content.settings?.alphaSender ?? vendorNumber),
      text: composeText(content),
    }),
  },
  call: {
    defaults: { timeoutSecs: 300, codeLength: 5 },
    settings: ['appName', 'codeLength', 'timeoutSecs', 'messagingTemplateId', 'whitelistedDestinations'],
    endsWhenUnanswered: true,
    compose: (content) => ({ from: vendorNumber, text: composeSpeech(content) }),
  },
  flashcall: {
    defaults: { timeoutSecs: 300 },
    settings: ['appName', 'timeoutSecs', 'whitelistedDestinations'],
    endsWhenUnanswered: true,
    compose: ({ code }) => {
      const from = `+1${'3035550000'.slice(0, 10 - code.length)}${code}`
      return { from, text: `One ring from ${from}` }
    },
  },
  whatsapp: {
    defaults: { timeoutSecs: 300, codeLength: 5, wabaId: null, senderPhoneNumber: null, templateId: null },
    settings: ['timeoutSecs', 'whitelistedDestinations', 'wabaId', 'senderPhoneNumber', 'templateId'],
    endsWhenUnanswered: false,
    compose: (content) => ({ from: content.settings?.senderPhoneNumber ?? vendorNumber, text: composeText(content) }),
  },
}

/** The text of a profile without a template (T5). */
const defaultTemplate = 'Your verification code is {{code}}.'

function composeText(content: MessageContent): string {
  return renderTemplate(content.template ?? defaultTemplate, content)
}

/** Speaks the code digit by digit and the whole message twice (V13). */
function composeSpeech(content: MessageContent): string {
  const once = composeText({ ...content, code: [...content.code].join(' ') })
  return `${once} ${once}`
}
