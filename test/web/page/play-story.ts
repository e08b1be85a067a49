import { toTestSteps } from '../../../src/web/page/snippets/story-steps.js'
import { useApi } from '../../support/emulator.js'

/** A story of the page: two wrong checks, one of them forced, four minutes, the right code, and one check too many. */
export async function playStory() {
  const { emulator, post } = await useApi({ seed: 'handset' })
  const { origin } = new URL((await emulator.listen()).url)
  const { data } = (
    await post('/verifications/sms', { phone_number: '+13035551234', verify_profile_id: emulator.profileId })
  ).body
  const check = (code: string) => post(`/verifications/${data.id}/actions/verify`, { code })
  await check(`0'$(exit 1)"`)
  await emulator.scenarios.add({ outcome: 'rejected', times: 1 })
  const code = (await emulator.inbox.list())[0]?.code ?? ''
  await check(code)
  await emulator.clock.advance('4m')
  await check(code)
  await check(code)
  const { entries } = await emulator.journal.list({ codes: 'shown' })
  const story = entries.filter(({ verificationId }) => verificationId === data.id).reverse()
  const connection = { origin, sandbox: 'default', token: undefined }
  return { steps: toTestSteps(story, code), info: await emulator.info(), startedAt: story[0]?.at ?? '', connection }
}
