import { toShellWord } from './languages.js'
import { isSent, type Story } from './story-steps.js'

/** A script for a POSIX shell that plays a story again with curl, in the sandbox of the page. */
export function toCurlScript({ steps, connection, startedAt }: Story): string {
  const { origin, sandbox } = connection
  const inSandbox = `?sandbox=${encodeURIComponent(sandbox)}`
  const control = (path: string, body?: unknown) =>
    `control ${toShellWord(`/_emulator/${path}${inSandbox}`)}${body === undefined ? '' : ` ${toShellWord(JSON.stringify(body))}`}`
  const lines = steps.flatMap((step) => {
    if (step.kind === 'advance') return [control('clock/advance', { by: `${step.seconds}s` })]
    if (step.kind === 'send') {
      const number = encodeURIComponent(String(step.body.phone_number))
      return [
        `call ${toShellWord(`/verifications/${step.channel}`)} ${toShellWord(JSON.stringify(step.body))} ${step.status}`,
        ...(isSent(step)
          ? [
              `id=$(printf '%s' "$answer" | sed -nE 's/.*"id":"([^"]+)".*/\\1/p')`,
              `code=$(curl -sSf -H 'Accept: text/plain' ${toShellWord(`${origin}/_emulator/inbox/${number}/next${inSandbox}`)})`,
            ]
          : []),
      ]
    }
    const body = step.code === null ? `"{\\"code\\":\\"$code\\"}"` : toShellWord(JSON.stringify({ code: step.code }))
    return [
      ...(step.forced ? [control('scenarios', { outcome: step.outcome, times: 1 })] : []),
      `check ${body} ${toShellWord(step.outcome)}`,
    ]
  })
  return `#!/bin/sh
# Plays the story again; ends with 1 where it ends otherwise.
set -eu

fail() { echo "$1" >&2; exit 1; }

control() { # <path> [body]
  curl -sSf -o /dev/null -X POST ${toShellWord(origin)}"$1" -H 'Content-Type: application/json' \${2:+-d "$2"}
}

call() { # <path> <body> [status]; leaves the body in $answer, the status in $status
  answer=$(curl -sS ${toShellWord(`${origin}/v2`)}"$1" -H ${toShellWord(`Authorization: Bearer sandbox_${sandbox}`)} \\
    -H 'Content-Type: application/json' -d "$2" -w '\\n%{http_code}')
  status=$(printf '%s' "$answer" | tail -n 1)
  [ "\${3:-$status}" = "$status" ] || fail "$1 was answered with $status instead of $3"
}

check() { # <body> <response code, or the status of an error>
  call "/verifications/$id/actions/verify" "$1"
  outcome=$(printf '%s' "$answer" | sed -nE 's/.*"response_code":"([a-z_]+)".*/\\1/p')
  [ "\${outcome:-$status}" = "$2" ] || fail "the check ended as \${outcome:-$status} instead of $2"
}

${control('reset')}
${control('clock/freeze')}
${control('clock/set', { to: startedAt })}
${lines.join('\n')}
echo 'The story ended as before.'
`
}
