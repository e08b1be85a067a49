/** The dialogs, of which at most one is open. */
import { Help } from './palette/help.tsx'
import { Palette } from './palette/palette.tsx'
import { QrDialog } from './qr/qr-dialog.tsx'
import { SandboxDialog } from './sandbox-dialog.tsx'
import { SendDialog } from './send-dialog.tsx'
import { RequestDialog, TestDialog } from './snippets/dialogs.tsx'
import { dialog } from './state/app.js'

export function Dialogs() {
  return (
    <>
      {dialog.value === 'palette' && <Palette />}
      {dialog.value === 'help' && <Help />}
      {dialog.value === 'send' && <SendDialog />}
      {dialog.value === 'qr' && <QrDialog />}
      {dialog.value === 'sandbox' && <SandboxDialog />}
      <RequestDialog />
      <TestDialog />
    </>
  )
}
