import { listProfiles } from '../core/profiles.js'
import { listTemplates } from '../core/templates.js'
import { toProfile } from '../wire/profile.js'
import type { ControlTable } from './operation.js'
import { answerList } from './parts.js'

export const profiles: ControlTable<'InspectProfiles'> = {
  InspectProfiles: ({ sandbox }) =>
    sandbox.run((world) => {
      const { state, settings } = world
      const templates = listTemplates(world).map(({ id, text }) => ({ id, text, built_in: !state.templates.has(id) }))
      return answerList({ templates }, 'profiles', listProfiles(world), (profile) => ({
        ...toProfile(profile, settings.dialect),
      }))
    }),
}
