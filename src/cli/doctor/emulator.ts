import { describeOffset } from '../commands/clock.js'
import { type Check, doubt, failure, fine } from './check.js'

export const checkEmulator: Check = async ({ origin, version, probe }) => {
  const answer = await probe(origin)
  if (answer.found === 'nobody') {
    return failure(
      `No emulator answers at ${origin}: ${answer.reason}`,
      'Start one with `telnyx-verify-emulator`, or name the one that runs: --url, --port.',
    )
  }
  if (answer.found === 'stranger') {
    return failure(
      `${origin} belongs to something else: ${answer.says}`,
      'Stop that, or start the emulator on another port: telnyx-verify-emulator --port 0',
    )
  }
  const theirs = answer.health.version
  if (theirs === version) return fine(`An emulator ${theirs} answers at ${origin}.`)
  return doubt(
    `The emulator at ${origin} is version ${theirs}, this command ${version}.`,
    'Use one version for both, or restart the emulator.',
  )
}

/** More than that is not the time that a request takes. Milliseconds. */
const toleranceMs = 5000

export const checkClock: Check = async ({ origin, probe, readClock, wall }) => {
  if ((await probe(origin)).found !== 'emulator') return undefined
  try {
    const { now, frozen, offsetMs } = await readClock()
    const skewMs = Date.parse(now) - offsetMs - wall()
    if (Math.abs(skewMs) > toleranceMs)
      return doubt(
        `The emulator's machine is ${describeOffset(skewMs)} this one.`,
        'Set the clock of one of the two machines right.',
      )
    if (frozen) {
      return doubt(
        `The sandbox's clock is frozen at ${now}.`,
        'Put it back: telnyx-verify-emulator clock set now && telnyx-verify-emulator clock resume',
      )
    }
    if (Math.abs(offsetMs) > 0)
      return doubt(
        `The sandbox's clock is ${describeOffset(offsetMs)} the wall clock.`,
        'Put it back: telnyx-verify-emulator clock set now',
      )
    return fine(`The sandbox's clock is the wall clock's.`)
  } catch (error) {
    return failure(`The sandbox cannot be asked: ${(error as Error).message}`, 'Look at --sandbox and --token.')
  }
}
