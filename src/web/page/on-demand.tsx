/** Everything that is loaded when it is first needed, in one file: panels, dialogs, commands, what is behind a step. */
export { Dialogs } from './dialogs.tsx'
export { runKey } from './palette/keys.js'
export { Panel } from './panels/others.tsx'
export { StepDetail } from './story/step-detail.tsx'
export { TokenForm } from './token-form.tsx'
export { Welcome } from './welcome.tsx'
