import { type Colorize, markColor } from '../../report/color-marks.js'

/** Colors for a terminal, unless the user has switched them off (no-color.org). They take effect in `print`. */
export function createColorize(
  { isTTY = false }: { isTTY?: boolean },
  { NO_COLOR }: { NO_COLOR?: string | undefined },
): Colorize {
  return isTTY && !NO_COLOR ? markColor : (_, text) => text
}
