import Telnyx from 'telnyx'

/** Two-factor login by SMS. */
export class Login {
  #client
  #profileId

  /**
   * @param {Telnyx} client
   * @param {string} profileId
   */
  constructor(client, profileId) {
    this.#client = client
    this.#profileId = profileId
  }

  /**
   * Sends a code to a phone.
   *
   * @param {string} phoneNumber
   * @returns {Promise<string>} the ID of the verification
   * @throws {Error} with a message for the user
   */
  async sendCode(phoneNumber) {
    try {
      const { data } = await this.#client.verifications.triggerSMS({
        phone_number: phoneNumber,
        verify_profile_id: this.#profileId,
      })
      return String(data.id)
    } catch (error) {
      throw new Error('We cannot send codes at the moment. Please try again later.', { cause: error })
    }
  }

  /**
   * Returns whether the code is correct. The API answers 200 to a wrong or late code too: only `accepted` means yes.
   *
   * @param {string} verificationId
   * @param {string} code
   */
  async checkCode(verificationId, code) {
    try {
      const { data } = await this.#client.verifications.actions.verify(verificationId, { code })
      return data.response_code === 'accepted'
    } catch (error) {
      // No verification is pending: the code was already used, or never sent.
      if (error instanceof Telnyx.NotFoundError) return false
      throw error
    }
  }
}
