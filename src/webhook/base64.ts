/** The bytes of padded base64, or undefined where the text is anything else; Buffer alone would skip what it cannot read. */
export function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
