import { verifyOperations } from '../../src/spec/operations.js'
import type { Api, Reply } from './emulator.js'

type OperationId = (typeof verifyOperations)[number]['id']

const phone_number = '+13035551234'
const templateId = '12345678-9abc-4def-8123-456789abcdef'
const code = '43612'

/** Sends a valid request of an operation, for resources that need not exist. */
export async function ask(
  { send, emulator }: Api,
  operation: OperationId,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const { profileId } = emulator
  const start = { phone_number, verify_profile_id: profileId }
  const bodies: Partial<Record<OperationId, object>> = {
    VerifyVerificationCodeByPhoneNumber: { code, verify_profile_id: profileId },
    VerifyVerificationCodeById: { code },
    CreateVerificationSms: start,
    CreateVerificationCall: start,
    CreateFlashcallVerification: start,
    CreateWhatsappVerification: start,
    CreateVerifiedNumber: { phone_number, verification_method: 'sms' },
    VerifyVerificationCode: { verification_code: '000000' },
    CreateVerifyProfile: { name: 'Shop', sms: {} },
    UpdateVerifyProfile: { name: 'Shop' },
    CreateMessageTemplate: { text: '{{code}}' },
    UpdateMessageTemplate: { text: '{{code}}' },
  }
  const { method, path } = verifyOperations.find(({ id }) => id === operation) as (typeof verifyOperations)[number]
  const target = path
    .replace('{phone_number}', phone_number)
    .replace('{verification_id}', templateId)
    .replace('{template_id}', templateId)
    .replace('{verify_profile_id}', profileId)
  return send(method, target, bodies[operation], headers)
}
