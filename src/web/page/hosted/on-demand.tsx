/** The parts of the app that the page loads on demand: the app is one file, so they are in it. */
export { CallScreen, FlashBanner } from '../handset/calls.tsx'
