import type { Api } from './emulator.js'

const customCode = '43612'

/** A verification with a known code, and functions to check it. */
export async function startKnown({ post, get, emulator }: Api, phone_number: string, channel = 'sms') {
  const { profileId: verify_profile_id } = emulator
  const started = await post(`/verifications/${channel}`, { phone_number, verify_profile_id, custom_code: customCode })
  const { id } = started.body.data
  return {
    id,
    right: customCode,
    wrong: '00000',
    byPhone: (code: string, headers = {}) =>
      post(`/verifications/by_phone_number/${phone_number}/actions/verify`, { code, verify_profile_id }, headers),
    byId: (code: string, headers = {}) => post(`/verifications/${id}/actions/verify`, { code }, headers),
    settle: (status: string, headers = {}) => post(`/verifications/${id}/actions/verify`, { status }, headers),
    status: async (): Promise<string> => (await get(`/verifications/${id}`)).body.data.status,
  }
}
