/** The QR code that opens the handset on a real phone. */
import { Dialog } from '../parts/dialog.tsx'
import { dialog, info, shownNumber } from '../state/app.js'
import { encodeQr } from './encode.js'

export function QrDialog() {
  const origins = info.value?.page?.lanUrls ?? []
  const origin = origins[0] ?? (/^(localhost|127\.|\[::1\])/.test(location.hostname) ? undefined : location.origin)
  const url =
    origin && `${origin}/${shownNumber.value === null ? '' : `?number=${encodeURIComponent(shownNumber.value)}`}`
  return (
    <Dialog
      title="Open on a phone"
      onClose={() => {
        dialog.value = null
      }}
    >
      {url === undefined ? (
        <p class="note">
          The emulator listens on this machine only. Start it with{' '}
          <code>--host 0.0.0.0 --allowed-hosts &lt;address of this machine&gt;</code> to open the handset on a phone in
          the same network.
        </p>
      ) : (
        <>
          <QrCode text={url} />
          <p class="note qr-url">{url}</p>
        </>
      )}
    </Dialog>
  )
}

function QrCode({ text }: { text: string }) {
  const rows = encodeQr(text)
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : []))).join('')
  const size = rows.length + 8
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={`QR code of ${text}`}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} class="qr-light" />
      <path d={path} class="qr-dark" />
    </svg>
  )
}
