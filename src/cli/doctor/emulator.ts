import { formatOffset } from '../terminal/clock-line.js'
import { type Check, fail, pass, warn } from './check.js'

export const checkEmulator: Check = async ({ origin, version, probe }) => {
  const answer = await probe(origin)
  if (answer.found === 'nothing') {
    return fail(
      `No emulator is running at ${origin}: ${answer.reason}`,
      'Start one with `tve`, or pass --url or --port of the running one.',
    )
  }
  if (answer.found === 'other-server') {
    return fail(
      `${origin} is in use by another server: ${answer.says}`,
      'Stop that server, or start the emulator on another port: tve --port 0',
    )
  }
  const theirs = answer.health.version
  if (theirs === version) return pass(`Emulator ${theirs} is running at ${origin}.`)
  return warn(
    `The emulator at ${origin} has version ${theirs}, this command ${version}.`,
    'Use the same version for both, or restart the emulator.',
  )
}

/** Skew beyond the duration of a request. Milliseconds. */
const toleranceMs = 5000

export const checkClock: Check = async ({ origin, probe, readClock, wall }) => {
  if ((await probe(origin)).found !== 'emulator') return undefined
  try {
    const { now, frozen, offsetMs } = await readClock()
    const skewMs = Date.parse(now) - offsetMs - wall()
    if (Math.abs(skewMs) > toleranceMs)
      return warn(
        `The clock of the emulator's machine is ${formatOffset(skewMs)} the clock of this machine.`,
        'Correct the clock of one of the two machines.',
      )
    if (frozen)
      return warn(`The sandbox's clock is frozen at ${now}.`, 'To reset it, run: tve clock set now && tve clock resume')
    if (Math.abs(offsetMs) > 0)
      return warn(`The sandbox's clock is ${formatOffset(offsetMs)} real time.`, 'To reset it, run: tve clock set now')
    return pass(`The sandbox's clock shows real time.`)
  } catch (error) {
    return fail(`The sandbox cannot be read: ${(error as Error).message}`, 'Check --sandbox and --token.')
  }
}
