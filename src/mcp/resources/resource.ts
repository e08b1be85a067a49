import type { McpContext } from '../context.js'

/** A text that an agent can read by its URI. */
export interface Resource {
  readonly uri: string
  readonly name: string
  readonly title: string
  readonly description: string
  readonly mimeType: string
  /** Sent as `_meta` in the list and with the text. */
  readonly meta?: Readonly<Record<string, unknown>>
  readonly read: (context: McpContext) => string | Promise<string>
}

/** Resources whose URIs differ in one part. */
export interface ResourceFamily extends Omit<Resource, 'uri' | 'read'> {
  /** With the part in braces, at the end: `tve://rules/{id}`. */
  readonly uriTemplate: string
  readonly read: (part: string, context: McpContext) => string | Promise<string>
}
