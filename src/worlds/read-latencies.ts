import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { Latencies } from '../core/latencies.js'
import { findLatencyPreset } from '../wire/latency-preset.js'
import { type LatencyProfile, readLatencyProfile, refuseLatencyName, toPresetProfile } from '../wire/latency-profile.js'
import { collectLatencies, isHar, toRecordedProfile } from '../wire/latency-recording.js'

/**
 * Reads how long the service takes to answer.
 *
 * @param given a preset, a path, or the content of a file
 * @throws {InputError} that says what is expected
 */
export function readLatencies(given: string | LatencyProfile): Latencies {
  const name = typeof given === 'string' ? given : 'latencyProfile'
  return readLatencyProfile(loadLatencyProfile(given), name)
}

/**
 * Finds the profile that a text names: a preset, a JSON file, a HAR file, or a folder of HAR files, as passthrough
 * records them. A recording becomes a profile.
 *
 * @returns the profile, which is not checked yet if it comes from a JSON file
 * @throws {InputError} if the text names none
 */
export function loadLatencyProfile(given: string | LatencyProfile): LatencyProfile {
  if (typeof given !== 'string') return given
  const preset = findLatencyPreset(given)
  if (preset !== undefined) return toPresetProfile(given, preset)
  const contents = readContents(given)
  if (!contents.every(isHar)) return contents[0] as LatencyProfile
  const recorded = collectLatencies(contents)
  if (recorded.count > 0) return toRecordedProfile(recorded)
  return refuseLatencyName(given, 'it has no answered request to an operation of the Verify API')
}

function readContents(path: string): readonly unknown[] {
  try {
    if (!statSync(path).isDirectory()) return [JSON.parse(readFileSync(path, 'utf8'))]
    const names = readdirSync(path).filter((name) => name.endsWith('.har'))
    if (names.length > 0) return names.sort().map((name) => readHar(`${path}/${name}`))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return refuseLatencyName(path, code === 'ENOENT' ? 'the file does not exist' : message)
  }
  return refuseLatencyName(path, 'the folder has no HAR file')
}

function readHar(path: string): unknown {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (isHar(content)) return content
  throw new Error(`${path} is not a HAR file`)
}
