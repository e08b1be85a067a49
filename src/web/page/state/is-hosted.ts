/** Whether this is the app in the chat of an agent: there the build (`tools/hosted-page.ts`) says so. */
export const isHosted = false as boolean
