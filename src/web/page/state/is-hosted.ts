/** Whether this is the app in the chat of an agent: the build puts `../hosted/is-hosted.ts` in place of this file there. */
export const isHosted = false as boolean
