/** Everything that is loaded when it is first opened, in one file: panels, dialogs, what is behind a step. */
export { Dialogs } from './dialogs.js'
export { Panel } from './panels/others.js'
export { StepDetail } from './story/step-detail.js'
