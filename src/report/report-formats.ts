/** Every format a report can be written in. */
export const reportFormats = ['text', 'markdown', 'junit', 'json', 'sarif', 'html'] as const

export type ReportFormat = (typeof reportFormats)[number]
