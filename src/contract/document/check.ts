import { parse } from 'yaml'
import { readPackageFile } from '../../documents/package-files.js'
import { CannotRunError, type Finding, type Report, type Section } from '../../report/report.js'
import { compareOperations, type DocumentDifference, formatDifference, type Pair, pairOperations } from './compare.js'
import { type DocumentedDifference, documentedFile, readDocumented } from './documented.js'
import { judgeDifference } from './judge.js'
import { type DocumentOperation, type OpenApi, operationsOf } from './openapi.js'
import { formatKeyword } from './schema.js'
import { readOpenApi } from './source.js'

/** The vendor's tags that the emulator covers. */
const tags = ['Verify', 'Verified Numbers']

/**
 * Compares the vendor's OpenAPI document with ours: Verify, Verified Numbers, and the other operations that both have.
 *
 * @param source path, or an HTTP or HTTPS URL
 * @throws {CannotRunError} if it cannot be read, or does not contain Verify
 */
export async function checkDocument(source: string): Promise<Report> {
  return compareDocuments(await readOpenApi(source), source)
}

/** See checkDocument. @param name the name of the document in the report */
export function compareDocuments(theirs: OpenApi, name: string, documented = readDocumented()): Report {
  const ours = parse(readPackageFile('openapi/verify.yaml'), { merge: true }) as OpenApi
  const pairs = relevantPairs(theirs, ours)
  if (!pairs.some(({ their }) => their?.tags.some((tag) => tags.includes(tag)))) {
    throw new CannotRunError(
      `${name} has no operation tagged ${tags.join(' or ')}. Use the vendor's complete document, or its Verify part.`,
    )
  }
  const { version } = (theirs.info ?? {}) as { version?: unknown }
  return {
    title: "The vendor's document against the emulator's",
    facts: [
      ['document', name],
      ...(version === undefined ? [] : [['version', String(version)] as const]),
      [
        'operations',
        `${pairs.filter(({ their }) => their).length} of theirs, ${pairs.filter(({ our }) => our).length} of ours`,
      ],
    ],
    file: documentedFile,
    sections: pairs.map((pair) => toSection(pair, compareOperations(theirs, ours, pair), documented)),
  }
}

/**
 * The operations that both documents have, and those that only one has under the two tags. Operations of ours that the
 * vendor's document never had (the public key, W12), or that a part of it omits (webhook deliveries), do not count.
 */
function relevantPairs(theirs: OpenApi, ours: OpenApi): Pair[] {
  const isTagged = (operation: DocumentOperation | undefined) =>
    operation?.tags.some((tag) => tags.includes(tag)) ?? false
  return pairOperations(operationsOf(theirs), operationsOf(ours)).filter(
    ({ their, our }) => (their && our) || isTagged(their) || isTagged(our),
  )
}

function toSection(
  { their, our }: Pair,
  differences: readonly DocumentDifference[],
  documented: ReadonlyMap<string, DocumentedDifference>,
): Section {
  const { id, method, path } = (our ?? their) as DocumentOperation
  const title = `${id} (${method} ${path})`
  if (differences.length === 0)
    return { title, findings: [{ kind: 'same', place: id, sentence: 'Both documents are the same.' }] }
  const found = new Set(differences.map(formatDifference))
  const absent = differences
    .filter(({ side }) => side !== 'both')
    .map(({ operation, place }) => `${operation} ${place}`.trimEnd())
  const obsolete = [...documented.values()].filter(
    ({ line }) => isAbout(line, id) && !found.has(line) && !absent.some((place) => line.startsWith(place)),
  )
  return {
    title,
    findings: [
      ...differences.map((difference) => toFinding(difference, documented.get(formatDifference(difference)))),
      ...obsolete.map(toObsolete),
    ],
  }
}

const isAbout = (line: string, id: string) => line.startsWith(`${id} `) || line.startsWith(`${id}:`)

function toFinding(difference: DocumentDifference, documented: DocumentedDifference | undefined): Finding {
  const { operation, place, keyword, theirs, ours, side } = difference
  const values =
    keyword === undefined
      ? { expected: side === 'theirs' ? 'absent' : 'present', actual: side === 'ours' ? 'absent' : 'present' }
      : { expected: `${keyword} ${formatKeyword(ours)}`, actual: `${keyword} ${formatKeyword(theirs)}` }
  const judgment = documented
    ? ({ kind: 'addition', sentence: `${documented.reason}.` } as const)
    : judgeDifference(difference)
  return {
    ...judgment,
    place: place === '' ? operation : place,
    ...(documented?.rule !== undefined && { rule: documented.rule }),
    ...values,
  }
}

/** A documented difference that no longer exists. */
function toObsolete({ line, reason, rule }: DocumentedDifference): Finding {
  const sentence = `Documented as a difference (${reason}) that no longer exists: remove the line from ${documentedFile}.`
  return { kind: 'unproven', place: line.slice(line.indexOf(' ') + 1), ...(rule !== undefined && { rule }), sentence }
}
