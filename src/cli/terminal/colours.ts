import { styleText } from 'node:util'

export type Colour = 'dim' | 'cyan' | 'green' | 'yellow' | 'red'

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string

/** Colours for a terminal whose user has nothing against them (no-color.org). */
export function createPaint(
  { isTTY = false }: { isTTY?: boolean },
  { NO_COLOR }: { NO_COLOR?: string | undefined },
): Paint {
  return isTTY && !NO_COLOR ? (colour, text) => styleText(colour, text, { validateStream: false }) : (_, text) => text
}
