import Telnyx from 'telnyx'

/** No code could be sent. The message is for the user. */
export class CannotSend extends Error {}

/** The codes of errors that another attempt cannot fix: an invalid number, and a country that is not allowed. */
const unreachable = ['10002', '10016', '40309']

/** Whether the API refused a number. Its status alone does not say so: a profile that is set up wrong is a 400 too. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Telnyx.APIError)) return false
  const { errors: [first] = [] } = (error.error ?? {}) as { errors?: { code: string }[] }
  return first !== undefined && unreachable.includes(first.code)
}

/** Two-factor login by SMS. */
export class Login {
  constructor(
    private readonly client: Telnyx,
    private readonly profileId: string,
  ) {}

  /** Sends a code to a phone and returns the id of the verification. @throws {CannotSend} */
  async sendCode(phoneNumber: string): Promise<string> {
    try {
      const { data } = await this.client.verifications.triggerSMS({
        phone_number: phoneNumber,
        verify_profile_id: this.profileId,
      })
      return String(data.id)
    } catch (error) {
      if (isUnreachable(error)) throw new CannotSend('We cannot send a code to this number.', { cause: error })
      throw new CannotSend('We cannot send codes at the moment. Please try again later.', { cause: error })
    }
  }

  /** Returns whether the code is correct. The API answers 200 to a wrong or late code too: only `accepted` means yes. */
  async checkCode(verificationId: string, code: string): Promise<boolean> {
    try {
      const { data } = await this.client.verifications.actions.verify(verificationId, { code })
      return data.response_code === 'accepted'
    } catch (error) {
      // No verification is pending: the code was already used, or never sent.
      if (error instanceof Telnyx.NotFoundError) return false
      throw error
    }
  }
}
