import type { Composer } from './compose.js'

export interface SigningOptions {
  /** Fixes the key pair; without it and without a key it is the one that everybody has. */
  readonly seed: string | undefined
  /** Base64 of 32 bytes, or PKCS8 PEM; wins over a seed. */
  readonly privateKey: string | undefined
  /** Adds the other header family (W10). */
  readonly standardWebhooks: boolean
}

export interface Signing {
  /** Base64 of 32 bytes. */
  readonly publicKey: string
  readonly loadComposer: () => Promise<Composer>
}

/**
 * The public key to the seed of whoever names none, written down here: to work it out would load Node's crypto at each
 * start. It is the same everywhere and no secret, so that it can stand in a project's settings.
 */
export const defaultPublicKey = 'gxm5ssiUdrfwroi/YkIuvdwKmDTO8tAxHk6C2gsz57s='

/** @throws {KeyError} when a private key is given that is none */
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
