# The backend of a login form with Telnyx Verify: pip install fastapi httpx uvicorn
# TELNYX_API_KEY, TELNYX_VERIFY_PROFILE_ID and, for the emulator, TELNYX_BASE_URL come from the environment.
# Run it with: uvicorn fastapi_server:app --port 3000
import os
import re
import secrets
import time

import httpx
from fastapi import Cookie, Body, FastAPI, HTTPException, Request, Response

telnyx = httpx.AsyncClient(
    base_url=os.environ.get("TELNYX_BASE_URL", "https://api.telnyx.com/v2"),
    headers={"Authorization": f"Bearer {os.environ['TELNYX_API_KEY']}"},
    timeout=3,
)
sessions: dict[str, str] = {}  # cookie -> verification; keep it in your session store
counts: dict[str, list[float]] = {}  # keep it there, too
resend_after_secs = int(os.environ.get("RESEND_AFTER_MS", "30000")) / 1000
app = FastAPI()


def take(key: str, most: int, within_secs: float) -> bool:
    """Counts an event, unless there were too many. Returns whether it may happen."""
    now = time.monotonic()
    times = [moment for moment in counts.get(key, []) if now - moment < within_secs]
    if len(times) >= most:
        return False
    counts[key] = [*times, now]
    return True


async def post(path: str, body: dict) -> dict:
    try:
        answer = await telnyx.post(path, json=body)
        if answer.is_error:
            raise HTTPException(answer.status_code, answer.json()["errors"][0]["detail"])
        return dict(answer.json()["data"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError, IndexError):
        raise HTTPException(502, "The service gave no usable answer.")


served = re.compile(
    r"\+1(?!24[26]|26[48]|284|345|441|473|649|658|664|721|758|767|784|8[024]9|86[89]|876)[2-9][0-9]{9}"
)


@app.post("/prototype/start")
async def start(request: Request, response: Response, phone_number: str = Body(embed=True)):
    # Only the countries that you serve, or fraud sends codes to expensive ones: here not the Caribbean, which shares +1.
    if not served.fullmatch(phone_number):
        raise HTTPException(400, "Enter a number like +13035551234.")
    is_allowed = (
        take(f"address {request.client.host}", 10, 3600)
        and take(f"pause {phone_number}", 1, resend_after_secs)
        and take(phone_number, 5, 3600)
    )
    if not is_allowed:
        raise HTTPException(429, "Too many codes. Wait before you ask for another.")
    profile = os.environ["TELNYX_VERIFY_PROFILE_ID"]
    data = await post("/verifications/sms", {"phone_number": phone_number, "verify_profile_id": profile})
    session = secrets.token_urlsafe(24)
    sessions[session] = data["id"]
    response.set_cookie("session", session, httponly=True, samesite="strict", path="/prototype")
    return {"expires_in": data["timeout_secs"]}


@app.post("/prototype/check")
async def check(code: str = Body(embed=True), session: str = Cookie(default="")):
    if session not in sessions:
        raise HTTPException(401, "Start again: no code was sent.")
    data = await post(f"/verifications/{sessions[session]}/actions/verify", {"code": code})
    verified = data.get("response_code") == "accepted"
    if verified:
        sessions.pop(session, None)  # and log the user in
    return {"verified": verified}
