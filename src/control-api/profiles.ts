import { listProfiles } from '../core/profiles.js'
import { listTemplates } from '../core/templates.js'
import { toProfile } from '../wire/profile.js'
import type { ControlTable } from './operation.js'

export const profiles: ControlTable<'InspectProfiles'> = {
  InspectProfiles: ({ sandbox }) =>
    sandbox.run((world) => ({
      body: {
        profiles: listProfiles(world).map((profile) => ({ ...toProfile(profile, world.settings.dialect) })),
        templates: listTemplates(world).map(({ id, text }) => ({
          id,
          text,
          built_in: !world.state.templates.has(id),
        })),
      },
    })),
}
