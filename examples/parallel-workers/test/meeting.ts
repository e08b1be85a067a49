import { connect } from 'telnyx-verify-emulator'

interface Meeting {
  readonly url: string
  readonly worker: number
  readonly workers: number
  readonly place: string
}

/**
 * Waits until all workers have reached the same place, so that the next steps run at the same time. The workers meet in a
 * sandbox: each sends a message to its own number and waits for the messages of the others.
 */
export async function meetAll({ url, worker, workers, place }: Meeting): Promise<void> {
  const meeting = connect({ url, sandbox: `meeting-${place.replace(' ', '-')}` })
  const numberOf = (worker: number) => `+1303555${2000 + worker}`
  const response = await fetch(`${meeting.url}/verifications/sms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${meeting.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number: numberOf(worker), verify_profile_id: meeting.profileId }),
  })
  if (!response.ok) throw new Error(`Cannot hold the meeting: ${await response.text()}`)
  const others = Array.from({ length: workers }, (_, index) => numberOf(index + 1))
  await Promise.all(others.map((number) => meeting.inbox.next(number, { timeout: '50s' })))
}
