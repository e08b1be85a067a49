/** The lines of an environment that a shell evaluates. */
export function toExportLines(
  origin: string,
  { apiKey, profileId, publicKey }: { apiKey: string; profileId: string; publicKey: string },
): string {
  return [
    `export TELNYX_BASE_URL=${origin}/v2`,
    `export TELNYX_API_KEY=${apiKey}`,
    `export TELNYX_VERIFY_PROFILE_ID=${profileId}`,
    `export TELNYX_PUBLIC_KEY=${publicKey}`,
  ].join('\n')
}
