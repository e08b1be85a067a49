# A login with one-time codes that passes `tve audit login`: HTML forms with CSRF tokens, in Flask and nothing else.
# Run it with: PORT=3000 python3 app.py
import html
import http.client
import json
import os
import re
import secrets
import threading
import time
import unicodedata
import urllib.error
import urllib.request
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from flask import Flask, Response, abort, make_response, redirect, request

BASE = os.environ.get("TELNYX_BASE_URL", "https://api.telnyx.com/v2")
KEY = os.environ.get("TELNYX_API_KEY", "")
PROFILE = os.environ.get("TELNYX_VERIFY_PROFILE_ID", "")
RESEND_AFTER_SECS = int(os.environ.get("RESEND_AFTER_MS", "30000")) / 1000
TIMEOUT_SECS = 3

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 10_000
background = ThreadPoolExecutor(max_workers=32)
lock = threading.Lock()  # around everything below; with several processes, use a store that all of them share


class ServiceError(Exception):
    """Telnyx gave no usable answer."""


def call(path: str, body: dict) -> dict:
    """Posts to Telnyx. Every problem is a ServiceError; nothing is repeated, because a repeated send costs money."""
    sent = urllib.request.Request(
        BASE + path,
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(sent, timeout=TIMEOUT_SECS) as answer:
            if answer.headers.get_content_type() != "application/json":
                raise ServiceError("the answer is not JSON")
            return json.load(answer)["data"]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
        raise ServiceError(str(error)) from error


def send_code(phone: str) -> str | None:
    """Sends a code. None if there was no account, or if it could not be sent."""
    if not phone.startswith("+1303"):  # users have numbers in Colorado: the data base of this example
        return None
    try:
        return call("/verifications/sms", {"phone_number": phone, "verify_profile_id": PROFILE})["id"]
    except (ServiceError, KeyError, TypeError) as error:
        app.logger.error("No code was sent: %s", error)
        return None


def is_accepted(verification: str | None, code: str) -> bool:
    """Checks by ID: a check by number would not know who asked for the code. Only `accepted` means yes."""
    if verification is None:
        return False
    data = call(f"/verifications/{verification}/actions/verify", {"code": code})
    return isinstance(data, dict) and data.get("response_code") == "accepted"


@dataclass
class Session:
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    phone: str = ""
    verification: Future | None = None
    is_checking: bool = False
    is_in: bool = False


sessions: dict[str, Session] = {}
cool_down: dict[str, float] = {}
counts: dict[str, list[float]] = {}


def take(key: str, most: int) -> bool:
    """Counts one event of the last hour, unless there were too many."""
    now = time.monotonic()
    times = [moment for moment in counts.get(key, []) if now - moment < 3600]
    if len(times) >= most:
        return False
    counts[key] = [*times, now]
    return True


def require_limits(phone: str) -> None:
    now = time.monotonic()
    if now < cool_down.get(phone, 0):
        abort(429, "Wait a moment before you ask for another code.")
    cool_down[phone] = now + RESEND_AFTER_SECS
    if not take(f"number {phone}", 5):
        abort(429, "Too many codes for this number. Try again in an hour.")


# The US and Canada, but not the Caribbean countries that share +1: messages to some of them are expensive.
SERVED = re.compile(
    r"\+1(?!24[26]|26[48]|284|345|441|473|649|658|664|721|758|767|784|8[024]9|86[89]|876)[2-9][0-9]{9}"
)


def read_phone(text: str) -> str:
    """One number, however it is written. Only countries that we serve."""
    phone = re.sub(r"[\s().-]", "", unicodedata.normalize("NFKC", text[:50]))
    if not SERVED.fullmatch(phone):
        abort(400, "Enter a phone number in the US or Canada, like +13035551234.")
    return phone


def current_session() -> Session:
    """The session of a form: its cookie must exist, and the form must come from our page."""
    session = sessions.get(request.cookies.get("sid", ""))
    if session is None or not secrets.compare_digest(session.csrf.encode(), request.form.get("csrf", "").encode()):
        abort(403, "Open the login page again.")
    return session


def set_session(response: Response, session: Session) -> Response:
    sid = secrets.token_urlsafe(24)
    with lock:
        sessions[sid] = session
    response.set_cookie("sid", sid, httponly=True, samesite="Lax")  # behind HTTPS also secure=True
    return response


def page(content: str) -> str:
    return f'<!doctype html><html lang="en"><title>Log in</title><main>{content}</main></html>'


def code_page(session: Session) -> str:
    token = f'<input type="hidden" name="csrf" value="{session.csrf}">'
    return page(f"""<p>If this number has an account, a code is on its way.</p>
        <form method="post" action="/login/code">{token}<label>Code <input name="code" inputmode="numeric"></label>
        <button>Log in</button></form>
        <form method="post" action="/login/resend">{token}<button>Send another code</button></form>""")


@app.get("/")
def home():
    return redirect("/login")


@app.get("/login")
def form():
    session = Session()
    content = f"""<form method="post" action="/login"><input type="hidden" name="csrf" value="{session.csrf}">
        <label>Phone number <input type="tel" name="phone"></label> <button>Send code</button></form>"""
    return set_session(make_response(page(content)), session)


@app.post("/login")
def start():
    with lock:
        session = current_session()
        phone = read_phone(request.form.get("phone", ""))
        if not take(f"address {request.remote_addr}", 10):
            abort(429, "Too many requests. Try again in an hour.")
        require_limits(phone)
        session.phone = phone
        # In the background: the time to answer does not tell whether an account exists.
        session.verification = background.submit(send_code, phone)
    return code_page(session)


@app.post("/login/resend")
def resend():
    with lock:
        session = current_session()
        if session.verification is None:
            abort(401, "Start again.")
        require_limits(session.phone)
        session.verification = background.submit(send_code, session.phone)
    return code_page(session)


@app.post("/login/code")
def check():
    code = request.form.get("code", "")
    with lock:
        session = current_session()
        if session.verification is None:
            abort(401, "Start again.")
        if not re.fullmatch(r"[0-9]{4,10}", code):
            abort(400, "Enter the digits of the code.")
        if session.is_checking:
            abort(409, "The code is being checked.")
        session.is_checking = True
    try:
        if not is_accepted(session.verification.result(), code):
            abort(401, "This code is wrong or too old.")
        with lock:
            sessions.pop(request.cookies["sid"], None)
        # A new session for a new state.
        return set_session(redirect("/account"), Session(phone=session.phone, is_in=True))
    except ServiceError as error:
        app.logger.error("No code was checked: %s", error)
        abort(503, "We cannot check codes now. Try again later.")
    finally:
        session.is_checking = False


@app.get("/account")
def account():
    session = sessions.get(request.cookies.get("sid", ""))
    if session is None or not session.is_in:
        abort(401, "Log in first.")
    return page(f"<h1>Welcome</h1><p>You are logged in as {html.escape(session.phone)}.</p>")


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ.get("PORT", "3000")), threaded=True)
