import { listProfiles } from '../core/profiles.js'
import { listTemplates } from '../core/templates.js'
import { toProfile } from '../wire/profile.js'
import type { ControlTable } from './operation.js'

export const profiles: ControlTable<'InspectProfiles'> = {
  InspectProfiles: ({ sandbox }) =>
    sandbox.run((world) => ({
      body: {
        profiles: listProfiles(world, undefined).map((profile) => ({ ...toProfile(profile) })),
        templates: listTemplates(world).map(({ id, text }) => ({
          id,
          text,
          built_in: !world.state.templates.has(id),
        })),
      },
    })),
}
