/** A request to the pages, as the HTTP room passes it on. */
export interface WebRequest {
  readonly method: string
  /** The path without the query, which the page reads itself. */
  readonly path: string
  readonly header: (name: string) => string | undefined
  /** Reads the JSON body. @throws an error with a status and a sentence if it is not JSON */
  readonly readJson: () => Promise<unknown>
}
