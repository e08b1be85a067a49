/**
 * Only pages of this machine may show the handset in a frame. An IPv6 address is not a valid source of a policy, so `[::1]` is
 * reached as `localhost`.
 */
const frameAncestors = "'self' http://localhost:* https://localhost:* http://127.0.0.1:* https://127.0.0.1:*"

/** Our pages load everything from the emulator. Nothing is inline, and nothing is written as HTML. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  `frame-ancestors ${frameAncestors}`,
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** Features of the browser that our pages never use. */
const refusedFeatures = ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'serial', 'usb']

/**
 * Headers of every page and of every file of one. No opener policy: it makes the browser change its process in the middle of
 * opening the page, and a page that opened ours can neither read it nor frame it.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': refusedFeatures.map((feature) => `${feature}=()`).join(', '),
}
