/** The dialogs, of which at most one is open. */
import { Help } from './palette/help.js'
import { Palette } from './palette/palette.js'
import { QrDialog } from './qr/qr-dialog.js'
import { SandboxDialog } from './sandbox-dialog.js'
import { SendDialog } from './send-dialog.js'
import { RequestDialog, TestDialog } from './snippets/dialogs.js'
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
