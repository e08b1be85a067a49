/** The number that is verified, or another one. */
export type Phone = 'phone' | 'otherPhone'

/** One step of a test to write, in no language. Codes are named after the variable that holds them. */
export type Step =
  /** Asks the application for a code. Unless `is` says otherwise, it must succeed. */
  | { readonly send: Phone; readonly is?: 'refused' }
  /** Reads the code that arrived on the phone. */
  | { readonly read: string; readonly from: Phone }
  /** Hands a code to the application, which must let the visitor in or not. */
  | { readonly check: string; readonly is: 'accepted' | 'refused'; readonly times?: number }
  /** Advances the sandbox's clock by a duration. */
  | { readonly advance: string }
  /** Forces an outcome or an error. */
  | { readonly force: string }
  /** Injects a fault into an operation. */
  | { readonly fault: 'status' | 'reset' | 'wrong-type' | 'truncated' | 'malformed'; readonly into: 'send' | 'check' }
  /** Injects a fault into the next webhooks. */
  | { readonly webhookFault: string }
  /** Asserts that codes arrived on the phone. */
  | { readonly messages: number; readonly to: Phone }
  /** Something that only the user's own application can express. */
  | { readonly note: string }
