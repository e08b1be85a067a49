import type { Composer } from './compose.js'

export interface SigningOptions {
  /** Determines the key pair. Without a seed and a key it is the documented default. */
  readonly seed: string | undefined
  /** Base64 of 32 bytes, or PKCS8 PEM; takes precedence over a seed. */
  readonly privateKey: string | undefined
  /** Adds the Standard Webhooks headers (W10). */
  readonly standardWebhooks: boolean
}

export interface Signing {
  /** Base64 of 32 bytes. */
  readonly publicKey: string
  readonly loadComposer: () => Promise<Composer>
}

/**
 * The public key of the default seed. It is a constant because deriving it would load Node's crypto at each start. It is
 * the same everywhere and not a secret, so it can be part of a project's settings.
 */
export const defaultPublicKey = 'gxm5ssiUdrfwroi/YkIuvdwKmDTO8tAxHk6C2gsz57s='

/** Reads the key pair that signs webhooks. @throws {KeyError} when the private key is not valid */
export async function readSigning({ seed, privateKey, standardWebhooks }: SigningOptions): Promise<Signing> {
  const loadSigner = async () => {
    const [{ Signer }, { defaultKeySeed }] = await Promise.all([import('./signature.js'), import('./ed25519-key.js')])
    return privateKey === undefined ? Signer.fromSeed(seed ?? defaultKeySeed) : Signer.fromPrivateKey(privateKey)
  }
  const isDefault = seed === undefined && privateKey === undefined
  return {
    publicKey: isDefault ? defaultPublicKey : (await loadSigner()).publicKey,
    loadComposer: async () => {
      const { Composer } = await import('./compose.js')
      return new Composer(await loadSigner(), standardWebhooks)
    },
  }
}
