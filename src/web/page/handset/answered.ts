import { signal } from '@preact/signals'

/** Id of the message whose call is answered, on whatever phone. */
export const answered = signal<string | null>(null)
