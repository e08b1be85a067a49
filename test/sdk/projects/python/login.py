"""A login with the official SDK for Python. Prints what it was answered as one line of JSON."""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.request import Request, urlopen

import telnyx

PHONE = "+13035551234"
client = telnyx.Telnyx()
emulator = str(client.base_url).rstrip("/").removesuffix("/v2")


def control(method, path, body=None):
    """Call the control API, which the SDK does not cover."""
    headers = {
        "Authorization": f"Bearer {client.api_key}",
        "Content-Type": "application/json",
        "Accept": "text/plain",
    }
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(emulator + path, data, headers, method=method)) as response:
        return response.read().decode()


def next_code():
    return control("GET", f"/_emulator/inbox/{PHONE}/next")


def unwrap(body, headers):
    try:
        return client.webhooks.unwrap(body, headers=headers)
    except ValueError:
        return None


received = queue.Queue()


class Receiver(BaseHTTPRequestHandler):
    """Keeps webhooks, and answers 200 to those that the SDK accepts."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.send_response(200 if unwrap(body, self.headers) else 401)
        self.end_headers()
        received.put((body, dict(self.headers)))

    def log_message(self, *args):
        pass


receiver = HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()

profile = client.verify_profiles.create(
    name="Login",
    sms={"default_verification_timeout_secs": 120, "code_length": 6},
    webhook_url=f"http://127.0.0.1:{receiver.server_port}/webhooks",
).data


def send(phone_number):
    return client.verifications.trigger_sms(
        phone_number=phone_number, verify_profile_id=profile.id
    ).data


first = send(PHONE)
code = next_code()
wrong = "111111" if code == "000000" else "000000"
rejected = client.verifications.actions.verify(first.id, code=wrong)
accepted = client.verifications.by_phone_number.actions.verify(
    PHONE, code=code, verify_profile_id=profile.id
)
afterwards = client.verifications.retrieve(first.id).data

second = send(PHONE)
control("POST", "/_emulator/clock/advance", {"by": "2m"})
late = client.verifications.retrieve(second.id).data

try:
    send("+1303")
except telnyx.BadRequestError as caught:
    error = caught

body, headers = received.get(timeout=30)
event = unwrap(body, headers)
forged = unwrap(body.replace("verify.", "verify_"), headers)
receiver.shutdown()

print(
    json.dumps(
        {
            "checks": [rejected.data.response_code, accepted.data.response_code],
            "statuses": [first.status, afterwards.status, late.status],
            "error": {"status": error.status_code, "code": error.body["errors"][0]["code"]},
            "webhook": {
                "event": event and event.data.event_type,
                "forged": "refused" if forged is None else "accepted",
            },
        }
    )
)
