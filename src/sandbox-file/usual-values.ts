/**
 * What a verification in a file is assumed to have where a field is missing. These are constants of the format and not
 * settings: a change would change what the files of earlier versions say. A version whose own values differ, or a sandbox
 * without the built-in profile, writes such fields in full.
 */
export const usual = {
  channel: 'sms',
  /** The built-in profile of every sandbox. It may have been deleted, as any other. */
  profileId: '4900019b-76da-b800-8000-000000000001',
  timeoutSecs: 300,
  /** The sender of messages to numbers in +1. */
  from: '+13035550100',
} as const

/** The text of a message without one. */
export const usualText = (code: string) => `Your verification code is ${code}.`
