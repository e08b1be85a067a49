import { toPythonLiteral } from './languages.js'
import { isSent, type Story, type TestStep } from './story-steps.js'

/** A file of pytest that plays a story again, in the sandbox of the page. */
export function toPytest({ steps, connection, startedAt }: Story): string {
  const { origin, sandbox } = connection
  return `from urllib.parse import quote

import requests

URL = ${toPythonLiteral(origin)}
SANDBOX = ${toPythonLiteral(sandbox)}


def call(path, body):
    return requests.post(f"{URL}/v2{path}", json=body, headers={"Authorization": f"Bearer sandbox_{SANDBOX}"})


def control(path, body=None):
    requests.post(f"{URL}/_emulator/{path}", params={"sandbox": SANDBOX}, json=body).raise_for_status()


def next_message(phone_number):
    path = f"/_emulator/inbox/{quote(phone_number)}/next"
    return requests.get(URL + path, params={"sandbox": SANDBOX}).json()["message"]


def check(verification_id, code):
    response = call(f"/verifications/{verification_id}/actions/verify", {"code": code})
    return response.json().get("data", {}).get("response_code", str(response.status_code))


def test_the_story_of_the_handset():
    control("reset")
    control("clock/freeze")
    control("clock/set", {"to": ${toPythonLiteral(startedAt)}})
${steps.flatMap(toLines).join('\n')}
`
}

function toLines(step: TestStep): string[] {
  if (step.kind === 'advance') return [`    control("clock/advance", {"by": "${step.seconds}s"})`]
  if (step.kind === 'send')
    return [
      `    sent = call("/verifications/${step.channel}", ${toPythonLiteral(step.body)})`,
      `    assert sent.status_code == ${step.status}`,
      ...(isSent(step)
        ? [
            `    message = next_message(${toPythonLiteral(step.body.phone_number)})`,
            '    code, verification_id = message["code"], message["verification_id"]',
          ]
        : []),
    ]
  const outcome = toPythonLiteral(step.outcome)
  return [
    ...(step.forced ? [`    control("scenarios", {"outcome": ${outcome}, "times": 1})`] : []),
    `    assert check(verification_id, ${step.code === null ? 'code' : toPythonLiteral(step.code)}) == ${outcome}`,
  ]
}
