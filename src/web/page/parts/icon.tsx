/** Icons on a grid of 16, drawn with one stroke. */
const paths = {
  answer: 'M4 2.5l2 3.2-1.3 1.2a8 8 0 0 0 4.4 4.4l1.2-1.3 3.2 2-.6 1.9c-6 .9-11.7-4.8-10.8-10.8z',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1 1.5H3zM6.7 14h2.6',
  check: 'M3 8.5l3.2 3L13 4.5',
  clock: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zm0 3v3.2l2 1.3',
  close: 'M4 4l8 8m0-8l-8 8',
  code: 'M5.5 4.5L2 8l3.5 3.5m5-7L14 8l-3.5 3.5',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  desk: 'M2.5 3.5h11v9h-11zm4 0v9',
  download: 'M8 2.5v7.5m-3-3l3 3 3-3m-8 6.5h10',
  list: 'M2.5 4h11m-11 4h11m-11 4h11',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z',
  next: 'M3 3.5L8.5 8 3 12.5zM12 3.5v9',
  pause: 'M5.5 3.5v9m5-9v9',
  phone: 'M4.5 1.5h7v13h-7zm2.5 11h2',
  play: 'M4.5 3l8 5-8 5z',
  plus: 'M8 3v10M3 8h10',
  qr: 'M2.5 2.5h4v4h-4zm7 0h4v4h-4zm-7 7h4v4h-4zm7 0h1.5v1.5m2.5-1.5v4h-4',
  redo: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.5 10.5l3 3',
  send: 'M2 8l12-5.5-4 11.5-2.5-4.5z',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1v1.5m0 11V15M1 8h1.5m11 0H15M3 3l1 1m8 8l1 1M3 13l1-1m8-8l1-1',
  trash: 'M3 4.5h10m-6.5 0v-2h3v2m-5 0l.7 9h5.6l.7-9',
} as const

export type IconName = keyof typeof paths

export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
)
