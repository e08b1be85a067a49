/** The parts that are loaded when they are first needed, in one file: panels, dialogs, commands, details of steps. */
export { Dialogs } from './dialogs.tsx'
export { runKey } from './palette/keys.js'
export { Panel } from './panels/others.tsx'
export { StepDetail } from './story/step-detail.tsx'
export { TokenForm } from './token-form.tsx'
export { Welcome } from './welcome.tsx'
