import type { VerifyOperationId } from '../../spec/operations.js'

/**
 * The side effect of an operation: `sends` costs money and reaches a phone; `changes` alters an existing resource (or
 * checks a code, which may be charged); `creates` adds a resource that costs nothing; `charges` is a read that costs
 * money, like a number lookup.
 */
export type Effect = 'reads' | 'creates' | 'sends' | 'changes' | 'charges'

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
  GetUserBalance: 'reads',
  SearchDetailRecords: 'reads',
  LookupNumber: 'charges',
  CreateVerifyProfile: 'creates',
  CreateMessageTemplate: 'creates',
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
