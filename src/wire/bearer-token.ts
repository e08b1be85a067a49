/** Whether a header can carry a text as a bearer token: printable ASCII, no space at either end. */
export const isBearerToken = (text: string): boolean => /^[!-~](?:[ -~]*[!-~])?$/.test(text)

/** What a bearer token consists of, for errors, which must not repeat it. */
export const bearerTokenForm = 'printable ASCII characters, without line breaks'
