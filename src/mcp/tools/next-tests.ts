/** Counts by name, by group. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>

/** A test that would exercise something for the first time. */
interface NextTest {
  /** What never happened: a group of the coverage and a name in it. */
  readonly missing: string
  readonly arrange: string
  readonly expect: string
}

/** The tests of a login by their worth: what is needed to work first, then what an attacker does, then what fails. */
const tests: readonly (readonly [group: string, name: string, arrange: string, expect: string])[] = [
  [
    'outcomes',
    'accepted',
    'Start a login, read_code, hand the code in.',
    'The visitor is logged in, because response_code is accepted.',
  ],
  [
    'outcomes',
    'rejected',
    'Start a login and hand in another code than read_code returns.',
    'The visitor is not logged in, though the status is 200, and may try again (C3).',
  ],
  [
    'outcomes',
    'expired',
    'Start a login, read_code, advance_clock by 6m, hand the right code in.',
    'The visitor is not logged in and is offered a new code (C5).',
  ],
  [
    'outcomes',
    'max_attempts_exceeded',
    'Hand in five wrong codes, then the right one.',
    'The visitor is not logged in; a new verification is needed (C4).',
  ],
  [
    'errors',
    '10005',
    'Hand the right code in a second time.',
    'It is refused like any other: a code works once, and the second check is 404 (C7).',
  ],
  [
    'statuses',
    '429',
    'set_outcome with outcome 10011 and times 3, then start a login.',
    'The visitor is told to wait; no code is promised.',
  ],
  [
    'statuses',
    '503',
    'add_fault with kind status, status 503 and times 3, then start a login.',
    'The visitor gets an error and can try again; nothing hangs.',
  ],
  [
    'faults',
    'hang',
    'add_fault with kind hang and times 3, then start a login.',
    'The application gives up by a timeout of its own.',
  ],
  [
    'faults',
    'reset',
    'add_fault with kind reset, at after and times 1, then start a login.',
    'The retry sends a second code, and the visitor can log in with it.',
  ],
  [
    'deliveries',
    'delivery_failed',
    'set_outcome with outcome delivery_failed and times 1, then start a login.',
    'The visitor can ask for another code, or for another channel (C11).',
  ],
  [
    'deliveries',
    'delayed',
    'set_outcome with outcome delayed, times 1, then start a login and advance_clock.',
    'The page waits, and the code still works when it arrives.',
  ],
  [
    'errors',
    '10016',
    'Start a login with a number that is not in E.164.',
    'The visitor is asked for the number again, with its country code (V4).',
  ],
  [
    'errors',
    '40333',
    'set_outcome with outcome 40333 and times 1, then start a login.',
    'The visitor gets an error, and somebody is alerted: no one can log in any more.',
  ],
  [
    'webhooks',
    'verification.complete',
    'Give the profile a webhook_url of the application, then complete a login.',
    'The receiver verifies the signature and answers 2xx. Then run audit with receiver_url.',
  ],
]

/** Lists the tests of what never happened, the most valuable first. */
export function findNextTests(counts: Counts): NextTest[] {
  return tests
    .filter(([group, name]) => !counts[group]?.[name])
    .map(([group, name, arrange, expect]) => ({ missing: `${group}: ${name}`, arrange, expect }))
}
