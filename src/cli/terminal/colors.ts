import { styleText } from 'node:util'
import type { Colorize } from '../../report/format-text.js'

/** Colors for a terminal, unless the user has switched them off (no-color.org). */
export function createColorize(
  { isTTY = false }: { isTTY?: boolean },
  { NO_COLOR }: { NO_COLOR?: string | undefined },
): Colorize {
  return isTTY && !NO_COLOR ? (color, text) => styleText(color, text, { validateStream: false }) : (_, text) => text
}
