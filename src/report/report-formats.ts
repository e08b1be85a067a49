/** Every format a report can be written in. */
export const reportFormats = ['text', 'markdown', 'junit', 'json', 'sarif'] as const

export type ReportFormat = (typeof reportFormats)[number]
