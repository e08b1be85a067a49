import type { ControlTable } from './operation.js'

export const openapi: ControlTable<'GetControlDocument' | 'GetVerifyDocument', 'documents'> = {
  GetControlDocument: ({ documents, origin }) => documents.read('control', origin),
  GetVerifyDocument: ({ documents, origin }) => documents.read('verify', origin),
}
