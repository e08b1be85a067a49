import { parse } from 'yaml'
import { CannotRun } from '../../report/cannot-run.js'
import type { ContractReport, Item, Section } from '../../report/report.js'
import { readPackageFile } from '../package-files.js'
import { compareOperations, type DocumentDifference, type Pair, pairOperations, toLine } from './compare.js'
import { type Documented, documentedFile, readDocumented } from './documented.js'
import { judge } from './judge.js'
import { type OpenApi, type Operation, operationsOf } from './openapi.js'
import { say } from './schema.js'
import { readOpenApi } from './source.js'

/** The vendor's tags that the emulator stands for. */
const tags = ['Verify', 'Verified Numbers']

/**
 * Holds a document of the vendor against ours: Verify, Verified Numbers, and what else of ours the vendor documents.
 *
 * @param source path or http(s) URL
 * @throws {CannotRun} when it cannot be read, or knows nothing of Verify
 */
export async function checkDocument(source: string): Promise<ContractReport> {
  return compareDocuments(await readOpenApi(source), source)
}

/** See checkDocument. @param name what the report calls the document */
export function compareDocuments(theirs: OpenApi, name: string, documented = readDocumented()): ContractReport {
  const ours = parse(readPackageFile('openapi/verify.yaml'), { merge: true }) as OpenApi
  const pairs = relevantPairs(theirs, ours)
  if (!pairs.some(({ their }) => their?.tags.some((tag) => tags.includes(tag)))) {
    throw new CannotRun(
      `${name} has no operation tagged ${tags.join(' or ')}: give the vendor's complete document, or its Verify part.`,
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
 * What both have, all that they have under the two tags, and all that ours has under them. What the vendor's document
 * never had of ours (the public key, W12) or a part of it leaves out (webhook deliveries) is no difference.
 */
function relevantPairs(theirs: OpenApi, ours: OpenApi): Pair[] {
  const isTagged = (operation: Operation | undefined) => operation?.tags.some((tag) => tags.includes(tag)) ?? false
  return pairOperations(operationsOf(theirs), operationsOf(ours)).filter(
    ({ their, our }) => (their && our) || isTagged(their) || isTagged(our),
  )
}

function toSection(
  { their, our }: Pair,
  differences: readonly DocumentDifference[],
  documented: ReadonlyMap<string, Documented>,
): Section {
  const { id, method, path } = (our ?? their) as Operation
  const title = `${id} (${method} ${path})`
  if (differences.length === 0) return { title, items: [{ kind: 'same', place: id, sentence: 'Both say the same.' }] }
  const found = new Set(differences.map(toLine))
  const absent = differences
    .filter(({ side }) => side !== 'both')
    .map(({ operation, place }) => `${operation} ${place}`.trimEnd())
  const gone = [...documented.values()].filter(
    ({ line }) => isAbout(line, id) && !found.has(line) && !absent.some((place) => line.startsWith(place)),
  )
  return {
    title,
    items: [
      ...differences.map((difference) => toItem(difference, documented.get(toLine(difference)))),
      ...gone.map(toGone),
    ],
  }
}

const isAbout = (line: string, id: string) => line.startsWith(`${id} `) || line.startsWith(`${id}:`)

function toItem(difference: DocumentDifference, documented: Documented | undefined): Item {
  const { operation, place, keyword, theirs, ours, side } = difference
  const values =
    keyword === undefined
      ? { expected: side === 'theirs' ? 'absent' : 'present', actual: side === 'ours' ? 'absent' : 'present' }
      : { expected: `${keyword} ${say(ours)}`, actual: `${keyword} ${say(theirs)}` }
  const judgement = documented ? ({ kind: 'addition', sentence: `${documented.reason}.` } as const) : judge(difference)
  return {
    ...judgement,
    place: place === '' ? operation : place,
    ...(documented?.rule !== undefined && { rule: documented.rule }),
    ...values,
  }
}

/** A documented difference that does not show: the vendor has come round, or says something else again. */
function toGone({ line, reason, rule }: Documented): Item {
  const sentence = `Documented as a difference (${reason}), but it is not there any more: ${documentedFile} can lose the line.`
  return { kind: 'unproven', place: line.slice(line.indexOf(' ') + 1), ...(rule !== undefined && { rule }), sentence }
}
