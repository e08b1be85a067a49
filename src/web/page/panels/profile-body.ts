/** The body of a profile; empty fields are left out. */
export function toProfileBody(
  draft: Readonly<Record<string, string>>,
  sections: readonly string[],
): Record<string, unknown> {
  const text = (name: string) => (draft[name] ? { [name]: draft[name] } : {})
  const count = (name: string) => (draft[name] ? { [name]: Number(draft[name]) } : {})
  const timeout = count('default_verification_timeout_secs')
  const written = { ...text('app_name'), ...count('code_length'), ...text('messaging_template_id'), ...timeout }
  const settings: Readonly<Record<string, object>> = {
    sms: written,
    call: written,
    flashcall: { ...text('app_name'), ...timeout },
    whatsapp: timeout,
  }
  return {
    name: draft.name ?? '',
    ...text('webhook_url'),
    ...text('webhook_failover_url'),
    ...Object.fromEntries(sections.map((section) => [section, settings[section] ?? {}])),
  }
}
