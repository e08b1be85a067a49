/** Base URL of the real API. */
export const vendorUrl = 'https://api.telnyx.com/v2'
