/** A body of one part. */
export async function* yieldOnce(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Streams a body and reports its end, with the failure if there was one. */
export async function* notifyEnd(
  body: AsyncIterable<Uint8Array>,
  onEnd: (failure: unknown) => void,
): AsyncGenerator<Uint8Array> {
  let failure: unknown = new Error('the client disconnected')
  try {
    yield* body
    failure = undefined
  } catch (error) {
    failure = error
    throw error
  } finally {
    onEnd(failure)
  }
}
