import { createProfile, deleteProfile, getProfile, listProfiles, updateProfile } from '../core/profiles.js'
import type { Profile } from '../core/records.js'
import type { World } from '../core/world.js'
import { refuseUnemulatedSections } from '../wire/not-emulated.js'
import { readPage, slicePage, toMeta } from '../wire/paging.js'
import { fromProfileRequest, toKeptPageJson, toProfile, toProfileJson, toProfilePageJson } from '../wire/profile.js'
import { hintMissingDestinations, hintUpdate } from '../wire/profile-hints.js'
import { type HandlerTable, JsonAnswer } from './operation.js'

const answer = ({ settings: { dialect } }: World, profile: Profile) =>
  new JsonAnswer(`{"data":${toProfileJson(profile, dialect)}}`, () => ({ data: toProfile(profile, dialect) }))

/** P11: a hint if a name that no profile has is part of some. */
function hintContains(world: World, name: string, hints: string[]): void {
  const { length } = listProfiles(world, { nameContains: name })
  if (length > 0)
    hints.push(
      `filter[name] is the whole name, with its letter case; filter[name][contains] matches a part, which ${length} ${length === 1 ? 'profile has' : 'profiles have'}`,
    )
}

export const profiles: HandlerTable<
  'ListProfiles' | 'CreateVerifyProfile' | 'GetVerifyProfile' | 'UpdateVerifyProfile' | 'DeleteProfile'
> = {
  ListProfiles: (world, { query }, { hints }) => {
    const { dialect } = world.settings
    const page = readPage(query, dialect, hints)
    const name = query['filter[name]']
    const found = listProfiles(world, { name, nameContains: query['filter[name][contains]'] })
    if (name !== undefined && found.length === 0 && listProfiles(world, { name }).length === 0)
      hintContains(world, name, hints)
    const toJson = found === world.state.profileList ? toKeptPageJson : toProfilePageJson
    return new JsonAnswer(toJson(found, page, dialect), () => ({
      data: slicePage(found, page).map((profile) => toProfile(profile, dialect)),
      meta: toMeta(page, found.length),
    }))
  },
  CreateVerifyProfile: (world, { body }, { hints }) => {
    refuseUnemulatedSections(body, world.settings.dialect, hints)
    const profile = createProfile(world, { ...fromProfileRequest(body), name: body.name })
    hintMissingDestinations(profile, world.settings, hints)
    return answer(world, profile)
  },
  GetVerifyProfile: (world, { path }) => answer(world, getProfile(world, path.verify_profile_id)),
  UpdateVerifyProfile: (world, { path, body }, { hints }) => {
    const { channels: before } = getProfile(world, path.verify_profile_id)
    refuseUnemulatedSections(body, world.settings.dialect, hints)
    const draft = fromProfileRequest(body)
    const profile = updateProfile(world, path.verify_profile_id, draft)
    hintUpdate(before, draft, world.settings, hints)
    hintMissingDestinations(profile, world.settings, hints)
    return answer(world, profile)
  },
  DeleteProfile: (world, { path }) => answer(world, deleteProfile(world, path.verify_profile_id)),
}
