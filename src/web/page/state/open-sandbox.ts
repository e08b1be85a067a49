import { batch } from '@preact/signals'
import { chosenNumber, chosenVerification, sandbox } from './app.js'

/** Shows another sandbox. It stands in the address, so that two windows can show two of them. */
export function openSandbox(name: string): void {
  const url = new URL(location.href)
  url.search = name === 'default' ? '' : `?sandbox=${name}`
  history.replaceState(null, '', url)
  batch(() => {
    chosenNumber.value = null
    chosenVerification.value = null
    sandbox.value = name
  })
}
