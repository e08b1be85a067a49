import { decodeFully } from './decode-fully.js'
import { findValues, toPairs } from './headers.js'
import type { OutgoingRequest } from './outgoing.js'

/** Why a request might be read as another one than its method and path say. */
export interface Ambiguity {
  readonly why: string
  /** Whether it might be read as a request to any path, so that the path does not tell whether it sends or charges. */
  readonly isAboutPath: boolean
}

/**
 * Words in names of headers that make some servers, proxies and frameworks treat a request as one to another path, like
 * `X-Original-URL`, `X-Envoy-Original-Path`, `Request-URI`, `Destination` and `Script-Name`.
 */
const pathWord = /^(?!curl$).*(ur[il]|path|prefix|rewrite|destination)$|^script$/

/** The same for another method, like `X-HTTP-Method-Override`, `X-Original-Method` and `X-HTTP-Verb`. */
const methodWord = /^.*(method|verb)$|overrid|overwrit/

/** Headers with such a word that no server acts on in that way. The SDK sends those of Stainless, which has built it. */
const harmlessHeader = /^(x-stainless|access-control)-/

/** Names of query parameters that do the same, without what is not a letter. */
const methodParameter = /^(x|http|request|original)*(method|verb)(over(ride|write))?$/
const pathParameter = /^(x|http|request|original|rewrite)*(ur[il]|path|pathinfo|route)$/
/** Ordinary names, which are not taken for more than that. */
const ordinaryParameters = ['url', 'uri', 'path', 'route']

/** Headers whose second line some servers ignore and others prefer. */
const singleHeaders = ['authorization', 'content-type', 'content-encoding']

/** Headers that must not come in a second spelling: CGI and its kin turn `Content_Type` into the same variable. */
const criticalHeaders = [...singleHeaders, 'content-length', 'transfer-encoding', 'host']

/** Why a request might be read as another one than its method and path say; null if it cannot. */
export function findAmbiguity({ asked, headers }: OutgoingRequest): Ambiguity | null {
  const names = toPairs(headers).map(([name]) => name.toLowerCase())
  const about = (isAboutPath: boolean, why: string | undefined) => (why === undefined ? null : { why, isAboutPath })
  const hasName = (name: string | undefined) => name && `it has the header ${name}`
  const parameters = readParameterNames(asked.query)
  const hasParameter = (name: string | undefined) => name && `it has the query parameter ${name}`
  const repeated = singleHeaders.find((name) => findValues(headers, name).length > 1)
  return (
    about(true, hasName(names.find((name) => hasWord(name, pathWord)))) ??
    about(true, hasName(names.find(isSecondSpelling))) ??
    about(true, hasParameter(parameters.find(namesPath))) ??
    about(false, hasName(names.find((name) => hasWord(name, methodWord)))) ??
    about(false, repeated && `it has the header ${repeated} more than once`) ??
    about(false, hasParameter(parameters.find((name) => methodParameter.test(lettersOf(name))))) ??
    about(
      false,
      /[#\\]|[^!-~]/.test(asked.path + asked.query) ? 'its URL has characters that must be percent-encoded' : undefined,
    )
  )
}

/** Words may be separated by any character of a name, because CGI turns each of them into an underscore. */
function hasWord(name: string, word: RegExp): boolean {
  return !harmlessHeader.test(name) && name.split(/[^a-z\d]+/).some((one) => word.test(one))
}

const isSecondSpelling = (name: string) =>
  !criticalHeaders.includes(name) && criticalHeaders.some((critical) => lettersOf(critical) === lettersOf(name))

const lettersOf = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '')

/** The names as a generous server reads them: decoded more than once, and separated by semicolons too. */
function readParameterNames(query: string): string[] {
  return query
    .slice(1)
    .split(/[&;]/)
    .map((pair) => decodeFully(pair.replace(/=.*$/s, '')))
}

function namesPath(name: string): boolean {
  const letters = lettersOf(name)
  return pathParameter.test(letters) && !(ordinaryParameters.includes(letters) && /^[a-z]/i.test(name))
}
