import { controlOperations } from '../spec/control-operations.js'
import { verifyOperations } from '../spec/operations.js'
import { createPathPattern, findPaths } from '../wire/path-match.js'
import type { VendorResponse } from './vendor-response.js'

const toKnownPath = ({ method, path }: { method: string; path: string }) => ({ method, ...createPathPattern(path) })
const known = { verify: verifyOperations.map(toKnownPath), control: controlOperations.map(toKnownPath) }

/** The methods of a path in one of the documents, for the header `Allow`; empty if no operation has it. */
export function findMethods(api: keyof typeof known, path: string): readonly string[] {
  const methods = findPaths(known[api], path).map(({ method }) => method)
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? [method, 'HEAD'] : [method])))]
}

/** RFC 9110: a 405 names the methods of the path (15.5.6), and a refused coding those that are accepted (15.5.16). */
export function addRequiredHeaders({ errorCode, headers }: VendorResponse, path: string): void {
  if (errorCode === '10030') headers.allow = findMethods('verify', path.slice('/v2'.length)).join(', ')
  if (errorCode === '10014') headers['accept-encoding'] = 'identity'
}
