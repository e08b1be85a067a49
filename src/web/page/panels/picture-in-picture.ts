/** The handset in a small window that stays on top of all others, where the browser has such windows. */

interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>
}

const { documentPictureInPicture } = window as { documentPictureInPicture?: DocumentPictureInPicture }

export const hasPictureInPicture = documentPictureInPicture !== undefined

export async function openPictureInPicture(url: string): Promise<void> {
  const opened = await documentPictureInPicture?.requestWindow({ width: 360, height: 720 })
  if (opened === undefined) return
  const frame = opened.document.createElement('iframe')
  frame.src = url
  frame.title = 'Handset'
  Object.assign(frame.style, { position: 'fixed', inset: '0', width: '100%', height: '100%', border: '0' })
  opened.document.body.append(frame)
}
