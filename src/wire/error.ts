import { errorCodes, type Refusal } from '../core/errors.js'
import type { Wire } from './types.js'

/** The vendor's error envelope (H5). */
export function toErrors({ reasons }: Refusal): Wire['verify_Errors'] {
  return {
    errors: reasons.map(({ code, detail, source }) => ({
      code,
      title: errorCodes[code].title,
      detail,
      ...(source && { source }),
      meta: { url: `https://developers.telnyx.com/docs/overview/errors/${code}` },
    })),
  }
}
