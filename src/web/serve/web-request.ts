/** A request to the pages, as the HTTP room passes it on. */
export interface WebRequest {
  readonly method: string
  /** The path without the query, which the page reads itself. */
  readonly path: string
  readonly header: (name: string) => string | undefined
  /** Reads the JSON body. @throws an error with a status and a sentence if it is not JSON */
  readonly readJson: () => Promise<unknown>
}

/** An answer of the pages, as the HTTP room sends it. */
export interface WebAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Record<string, string>
  readonly body: string | Uint8Array | null
}
