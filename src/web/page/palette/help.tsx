import { Dialog } from '../parts/dialog.tsx'
import { dialog } from '../state/app.js'
import { listKeys } from './keys.js'

export const Help = () => (
  <Dialog
    title="Keyboard"
    testId="help"
    onClose={() => {
      dialog.value = null
    }}
  >
    <dl class="keys">
      {listKeys().map(([key, name]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{name}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
)
