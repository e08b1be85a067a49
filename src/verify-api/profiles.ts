import { createProfile, deleteProfile, getProfile, listProfiles, updateProfile } from '../core/profiles.js'
import type { Profile } from '../core/records.js'
import { readPage, slicePage, toMeta } from '../wire/paging.js'
import { fromProfileRequest, toProfile } from '../wire/profile.js'
import type { HandlerTable } from './operation.js'

const answer = (profile: Profile) => ({ body: { data: toProfile(profile) } })

export const profiles: HandlerTable<
  'ListProfiles' | 'CreateVerifyProfile' | 'GetVerifyProfile' | 'UpdateVerifyProfile' | 'DeleteProfile'
> = {
  ListProfiles: (world, { query }) => {
    const page = readPage(query, world.settings.dialect)
    const found = listProfiles(world, query['filter[name]'])
    return { body: { data: slicePage(found, page).map(toProfile), meta: toMeta(page, found.length) } }
  },
  CreateVerifyProfile: (world, { body }) =>
    answer(createProfile(world, { ...fromProfileRequest(body), name: body.name })),
  GetVerifyProfile: (world, { path }) => answer(getProfile(world, path.verify_profile_id)),
  UpdateVerifyProfile: (world, { path, body }) =>
    answer(updateProfile(world, path.verify_profile_id, fromProfileRequest(body))),
  DeleteProfile: (world, { path }) => answer(deleteProfile(world, path.verify_profile_id)),
}
