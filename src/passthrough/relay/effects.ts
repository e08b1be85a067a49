import type { VerifyOperationId } from '../../spec/operations.js'

/**
 * What an operation does beyond its answer: `sends` costs money and touches a phone; `changes` alters something that
 * is there, a check of a code too, which may be charged; `makes` adds what costs nothing.
 */
export type Effect = 'reads' | 'makes' | 'sends' | 'changes'

export const effects: Readonly<Record<VerifyOperationId, Effect>> = {
  GetPublicKey: 'reads',
  ListVerifications: 'reads',
  RetrieveVerification: 'reads',
  ListVerifiedNumbers: 'reads',
  GetVerifiedNumber: 'reads',
  ListProfiles: 'reads',
  ListProfileMessageTemplates: 'reads',
  GetVerifyProfile: 'reads',
  GetWebhookDeliveries: 'reads',
  GetWebhookDelivery: 'reads',
  CreateVerifyProfile: 'makes',
  CreateMessageTemplate: 'makes',
  CreateVerificationSms: 'sends',
  CreateVerificationCall: 'sends',
  CreateFlashcallVerification: 'sends',
  CreateWhatsappVerification: 'sends',
  CreateVerifiedNumber: 'sends',
  UpdateVerifyProfile: 'changes',
  DeleteProfile: 'changes',
  UpdateMessageTemplate: 'changes',
  DeleteVerifiedNumber: 'changes',
  VerifyVerificationCode: 'changes',
  VerifyVerificationCodeById: 'changes',
  VerifyVerificationCodeByPhoneNumber: 'changes',
}
