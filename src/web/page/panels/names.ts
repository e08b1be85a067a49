/** The panels by id, in the order of their tabs. */
export const panelNames: Readonly<Record<string, string>> = {
  story: 'Story',
  journal: 'Journal',
  webhooks: 'Webhooks',
  profiles: 'Profiles',
  overrides: 'Overrides',
  numbers: 'Numbers',
  coverage: 'Coverage',
  connect: 'Connect',
}
