import type { SettingRow, SettingType } from './setting-types.js'
import { settingsTable } from './settings-table.js'

type Table = typeof settingsTable
type UnionToIntersection<Union> = (Union extends unknown ? (union: Union) => void : never) extends (
  all: infer Intersection,
) => void
  ? Intersection
  : never

/** All rows of the table by key. */
type Rows = UnionToIntersection<Table[SettingGroup]>

export type SettingGroup = keyof Table
export type SettingKey = keyof Rows & string

type ValueOf<Row> = Row extends { readonly is: SettingType<infer Value> } ? Value : never

type KeyWithDefault = {
  [Key in SettingKey]: Rows[Key] extends { readonly default: unknown } ? Key : never
}[SettingKey]

/** The value of every setting; those without a default may be absent. */
export type SettingValues = { readonly [Key in KeyWithDefault]: ValueOf<Rows[Key]> } & {
  readonly [Key in Exclude<SettingKey, KeyWithDefault>]?: ValueOf<Rows[Key]>
}

/** The place of each setting in EmulatorOptions, like `webhooks.url`; null for settings of the command alone. */
export type OptionPaths = {
  readonly [Key in SettingKey]: Rows[Key] extends { readonly option: infer Path } ? Path : Key
}

/** A setting with its spellings. */
export interface Setting extends SettingRow {
  /** The key in the config file, and in the configuration. */
  readonly key: SettingKey
  /** The long flag without its dashes. */
  readonly flag: string
  /** The environment variable. */
  readonly env: string
  readonly group: SettingGroup
  readonly option: string | null
}

/** What settings inherit: spellings, made when they are asked for, because a start asks for few. */
const spellings: Pick<Setting, 'flag' | 'env'> & ThisType<Setting> = {
  get flag() {
    return this.key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  },
  get env() {
    return `TVE_${this.flag.toUpperCase().replaceAll('-', '_')}`
  },
}

export const settingGroups = Object.keys(settingsTable) as readonly SettingGroup[]

/** The rows of the table in its order. */
export const settings: readonly Setting[] = settingGroups.flatMap((group) =>
  Object.entries<SettingRow>(settingsTable[group]).map(([key, row]) => toSetting(key as SettingKey, group, row)),
)

export const settingsByKey: ReadonlyMap<string, Setting> = new Map(settings.map((setting) => [setting.key, setting]))

/** Finds a setting by its flag without the dashes. */
export function findByFlag(flag: string): Setting | undefined {
  const setting = settingsByKey.get(flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()))
  return setting?.flag === flag ? setting : undefined
}

function toSetting(key: SettingKey, group: SettingGroup, row: SettingRow): Setting {
  const setting: object = Object.create(spellings)
  return Object.assign(setting, row, { key, group, option: row.option === undefined ? key : row.option }) as Setting
}

/** Formats the default as in a flag, or in a few words. */
export function toDefaultText({ default: value, unset }: Pick<Setting, 'default' | 'unset'>): string {
  if (unset !== undefined) return unset
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.values(value).join(',') || 'none'
}
