const size = 1024 * 1024

/** A text of 1 MiB that repeats a piece. */
const repeat = (piece: string) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size)

/** Bodies of 1 MiB, ordinary ones and those that once took long to redact. */
export const bodies = {
  list: {
    about: 'JSON list with 5,000 phone numbers',
    make: () =>
      JSON.stringify({
        data: Array.from({ length: 5000 }, (_, index) => ({
          id: `7a0f5c1e-3b6d-4a80-9c1f-${String(index).padStart(12, '0')}`,
          phone_number: `+${13_030_000_000 + index}`,
          created_at: '2026-01-31T09:30:00.123456Z',
          note: 'An ordinary sentence of a few words, and of some words more.',
        })),
      }),
  },
  prose: { about: 'prose', make: () => repeat('The quick brown fox jumps over the lazy dog, and then it rests. ') },
  ones: { about: 'nothing but `1 1 1 ...`', make: () => repeat('1 ') },
  backslashes: { about: 'nothing but backslashes', make: () => repeat('\\') },
  form: {
    about: 'a form of 100,000 fields',
    make: () => Array.from({ length: 100_000 }, (_, index) => `f${index % 1000}=v%41${index % 10}`).join('&'),
  },
  digits: { about: 'nothing but digits', make: () => repeat('8') },
  assignments: { about: 'nothing but `a=b:`', make: () => repeat('a=b:') },
} satisfies Record<string, { readonly about: string; readonly make: () => string }>

export type BodyName = keyof typeof bodies
export const bodyNames = Object.keys(bodies) as BodyName[]
