/** Defaults of every emulator. A test compares both with core, which the client does not import. */
export const defaultProfileId = '4900019b-76da-b800-8000-000000000001'
export const defaultSandbox = 'default'
