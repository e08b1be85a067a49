import Telnyx from 'telnyx'

/** No code could be sent. The message is for the user. */
export class CannotSend extends Error {}

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
      if (error instanceof Telnyx.BadRequestError)
        throw new CannotSend('We cannot send a code to this number.', { cause: error })
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
