/** Everything that is loaded when it is first needed, in one file: panels, dialogs, commands, what is behind a step. */
export { Dialogs } from './dialogs.js'
export { runKey } from './palette/keys.js'
export { Panel } from './panels/others.js'
export { StepDetail } from './story/step-detail.js'
export { TokenForm } from './token-form.js'
export { Welcome } from './welcome.js'
