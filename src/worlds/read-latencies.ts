import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { Latencies } from '../core/latencies.js'
import { explainFileError, parseFileJson } from '../wire/file-reason.js'
import { FileError } from '../wire/input-error.js'
import { findLatencyPreset } from '../wire/latency-preset.js'
import {
  type LatencyProfile,
  latencyAdvice,
  readLatencyProfile,
  refuseLatencyName,
  toPresetProfile,
} from '../wire/latency-profile.js'
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
    if (!statSync(path).isDirectory()) return [readJson(path)]
    const names = readdirSync(path).filter((name) => name.endsWith('.har'))
    if (names.length > 0) return names.sort().map((name) => readHar(`${path}/${name}`))
  } catch (error) {
    if (error instanceof FileError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return refuseLatencyName(path, 'the file does not exist')
    throw new FileError(explainFileError(`The latency profile ${path}`, 'read', error))
  }
  return refuseLatencyName(path, 'the folder has no HAR file')
}

function readHar(path: string): unknown {
  const content = readJson(path)
  if (isHar(content)) return content
  throw new FileError(`${path} is not a HAR file. ${latencyAdvice}`)
}

const readJson = (path: string): unknown => parseFileJson(readFileSync(path, 'utf8'), path, latencyAdvice)
