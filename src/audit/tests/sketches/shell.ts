import { type Language, operationOf } from './language.js'

/** Steps in words, with the commands that control the emulator, for runners that no other language here fits. */
export const shell: Language = {
  test: (title, body) => [`# ${title}`, ...body],
  note: (text) => `# ${text}`,
  phone: (name, number) => `${name}='${number}'`,
  send: (phone) => `# ask your application for a code for $${phone}`,
  refusedSend: (phone) => `# ask your application for a code for $${phone}; it must say that it cannot send one`,
  read: (name, phone) => `${name}=$(tve wait "$${phone}")`,
  wrongCode: (right) => `wrongCode=$([ "$${right}" = 00000 ] && echo 11111 || echo 00000)`,
  check: (name, isAccepted) =>
    `# submit $${name}; the visitor must ${isAccepted ? 'be logged in' : 'not be logged in'}`,
  repeat: (times, line) => [`${line} (${times} times)`],
  advance: (duration) => `tve clock advance ${duration}`,
  force: (outcome) => `tve scenario add ${outcome}`,
  fault: (kind, operation) =>
    `tve fault add ${kind}${kind === 'status' ? ' --status 503 --retry-after 0s' : ''} --operation ${operationOf[operation]}`,
  webhookFault: (kind) => `tve webhook fault add ${kind}`,
  messages: (count, phone) => `tve inbox --phone "$${phone}"  # must list ${count}`,
}
