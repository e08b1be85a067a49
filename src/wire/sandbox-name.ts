/** The sentence about a name that no sandbox can have. */
export const explainSandboxName = (name: string): string =>
  `"${name}" is not a valid sandbox name. Use 1 to 100 letters, digits, dots, dashes and underscores, not beginning with a dot.`
