import { expect } from '@jest/globals'

/** A test of Jest that is running. */
export interface JestTest {
  /** Differs for each test, also between two with one title. */
  readonly identity: unknown
  /** The titles of the blocks around the test, and its own. */
  readonly titles: readonly string[]
  /** Whether it runs beside other tests, and so without hooks. */
  readonly isConcurrent: boolean
  /** Whether it has failed against expectation; false as long as it runs. */
  readonly hasFailed: () => boolean
}

/** The part of a test in jest-circus, the runner of Jest since version 27, that is used here. */
interface CircusTest {
  readonly name: string
  readonly errors: readonly unknown[]
  readonly failing?: boolean
  readonly concurrent?: boolean
  readonly parent: CircusBlock
}

interface CircusBlock {
  readonly name: string
  readonly children: readonly (CircusBlock | CircusTest)[]
  readonly parent?: CircusBlock
}

interface CircusState {
  readonly currentlyRunningTest: CircusTest | null
  readonly rootDescribeBlock: CircusBlock
}

/** The part of the state of `expect` that is used here: Jest 29 tells only the name of a concurrent test. */
interface ExpectState {
  readonly currentTestName?: string | undefined
  readonly currentConcurrentTestName?: () => string | undefined
  readonly currentTestIdentity?: () => unknown
}

/** The test that is running here, a concurrent one too; undefined outside of a test and its `beforeEach` and `afterEach`. */
export function findRunningTest(): JestTest | undefined {
  const state = findCircusState()
  const { currentTestName, currentConcurrentTestName, currentTestIdentity } = expect.getState() as ExpectState
  const concurrentName = currentConcurrentTestName?.()
  // Another runner, like jest-jasmine2, tells names only, and none outside of a test.
  if (state === undefined) {
    const title = concurrentName ?? currentTestName
    return title === undefined
      ? undefined
      : { identity: title, titles: [title], isConcurrent: false, hasFailed: () => false }
  }
  const identity = currentTestIdentity?.()
  const test = isTest(identity)
    ? identity
    : concurrentName === undefined
      ? state.currentlyRunningTest
      : findByName(state.rootDescribeBlock, concurrentName)
  return test === null ? undefined : toJestTest(test)
}

const toJestTest = (test: CircusTest): JestTest => ({
  identity: test,
  titles: titlesOf(test),
  isConcurrent: test.concurrent === true,
  hasFailed: () => test.errors.length > 0 && test.failing !== true,
})

/** Jest keeps the state of its runner under a symbol that it does not register. */
function findCircusState(): CircusState | undefined {
  const symbol = Object.getOwnPropertySymbols(globalThis).find(({ description }) => description === 'JEST_STATE_SYMBOL')
  return symbol && (globalThis as unknown as Record<symbol, CircusState>)[symbol]
}

const isTest = (value: unknown): value is CircusTest =>
  typeof value === 'object' && value !== null && 'errors' in value && 'parent' in value

/** @throws {Error} if a second test has the same name, because nothing else tells them apart */
function findByName(root: CircusBlock, name: string): CircusTest | null {
  const found = listTests(root).filter((test) => titlesOf(test).join(' ') === name)
  if (found.length > 1)
    throw new Error(
      `Two tests are called "${name}". Give each test.concurrent a title of its own, so that it has its own sandbox.`,
    )
  return found[0] ?? null
}

const listTests = ({ children }: CircusBlock): CircusTest[] =>
  children.flatMap((child) => ('children' in child ? listTests(child) : [child]))

/** The titles of the blocks around a test and its own; `expect` joins them with spaces. */
function titlesOf(test: CircusTest): string[] {
  const names = [test.name]
  // The outermost block is the file.
  for (let block = test.parent; block.parent !== undefined; block = block.parent) names.unshift(block.name)
  return names
}
