import { findLatencyPreset } from '../wire/latency-preset.js'
import { path, type SettingType } from './setting-types.js'

/** The path of a latency profile or of recordings, or a preset. */
export const latencyProfile: SettingType<string> = {
  ...path,
  expected: 'the path of a file or folder, or a preset like "fixed-150ms"',
  isName: (value) => typeof value === 'string' && findLatencyPreset(value) !== undefined,
}
