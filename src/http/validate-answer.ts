/**
 * Checks answers against our own documents. The validators are loaded on demand.
 *
 * @returns a function that throws if an answer violates its document or has an undeclared status
 */
export async function createAnswerCheck(): Promise<(operationId: string, status: number, body: unknown) => void> {
  const { answerValidators } = await import('../spec/answers.js')
  return (operationId, status, body) => {
    const validate = answerValidators[`${operationId} ${status}`]
    if (validate === undefined)
      throw new Error(`${operationId} answered with status ${status}, which our document does not declare`)
    // Validate the JSON form, in which undefined members are absent.
    if (validate(JSON.parse(JSON.stringify(body)))) return
    const [error] = validate.errors ?? []
    throw new Error(
      `The ${status} answer of ${operationId} violates our document at ${error?.instancePath || 'its top'}: ${error?.keyword}`,
    )
  }
}
