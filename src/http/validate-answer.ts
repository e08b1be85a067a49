/**
 * Checks answers against our own documents. The validators are loaded only when asked for.
 *
 * @returns a function that throws a sentence when an answer breaks its document, or has a status that is not declared
 */
export async function createAnswerCheck(): Promise<(operationId: string, status: number, body: unknown) => void> {
  const { answerValidators } = await import('../spec/answers.js')
  return (operationId, status, body) => {
    const validate = answerValidators[`${operationId} ${status}`]
    if (validate === undefined)
      throw new Error(`${operationId} answered ${status}, which our document does not declare`)
    // What goes out is JSON: a member that is undefined is not there.
    if (validate(JSON.parse(JSON.stringify(body)))) return
    const [error] = validate.errors ?? []
    throw new Error(
      `${operationId} ${status} breaks our document at ${error?.instancePath || 'its top'}: ${error?.keyword}`,
    )
  }
}
