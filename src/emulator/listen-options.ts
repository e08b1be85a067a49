/**
 * Where an emulator listens.
 *
 * @example
 * ```ts
 * const { url } = await emulator.listen({ port: 8374 })
 * ```
 */
export interface ListenOptions {
  /**
   * Port to listen on; 0 picks a free one.
   *
   * @default 0
   */
  readonly port?: number | undefined
  /**
   * Address to listen on.
   *
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined
  /**
   * Serves HTTPS instead of HTTP. `true` creates a throw-away certificate for localhost, 127.0.0.1, ::1 and `host`, and
   * for the LAN addresses of a machine that listens on every address; `listen` returns the certificate to trust.
   *
   * @default false
   */
  readonly https?: boolean | HttpsOptions | undefined
}

/**
 * The certificate of an emulator that serves HTTPS.
 *
 * @example
 * ```ts
 * const { url, certificate } = await emulator.listen({ https: { names: ['emulator.test'] } })
 * ```
 */
export interface HttpsOptions {
  /**
   * Further host names and addresses that the throw-away certificate is for.
   *
   * @default []
   */
  readonly names?: readonly string[] | undefined
  /** File with your own certificate, as PEM; needs `key`. */
  readonly cert?: string | undefined
  /** File with the private key of `cert`, as PEM, without a passphrase. */
  readonly key?: string | undefined
}

/** The port that an emulator listens on. */
export interface Listening {
  readonly port: number
  /** Base URL of the emulated API; it ends in `/v2`. */
  readonly url: string
  /** With `https`, the certificate that clients have to trust, as PEM. */
  readonly certificate?: string
}
