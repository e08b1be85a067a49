/** Decodes padded base64; undefined for any other text. Buffer alone would skip invalid characters. */
export function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
