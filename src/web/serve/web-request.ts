/** A request to the pages, as the HTTP room hands it over. */
export interface WebRequest {
  readonly method: string
  /** Without the query, which the page reads by itself. */
  readonly path: string
  readonly header: (name: string) => string | undefined
  /** Reads the JSON body. @throws an error with a status and a sentence when it is not JSON */
  readonly readJson: () => Promise<unknown>
}
