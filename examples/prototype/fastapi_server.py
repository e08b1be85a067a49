# The backend of a login form with Telnyx Verify: pip install fastapi httpx uvicorn
# TELNYX_API_KEY, TELNYX_VERIFY_PROFILE_ID and, for the emulator, TELNYX_BASE_URL come from the environment.
# Run it with: uvicorn fastapi_server:app --port 3000
import os
import secrets

import httpx
from fastapi import Cookie, Body, FastAPI, HTTPException, Response

telnyx = httpx.AsyncClient(
    base_url=os.environ.get("TELNYX_BASE_URL", "https://api.telnyx.com/v2"),
    headers={"Authorization": f"Bearer {os.environ['TELNYX_API_KEY']}"},
)
sessions: dict[str, str] = {}  # cookie -> verification; keep it in your session store
app = FastAPI()


async def post(path: str, body: dict) -> dict:
    answer = await telnyx.post(path, json=body)
    if answer.is_error:
        raise HTTPException(answer.status_code, answer.json()["errors"][0]["detail"])
    return answer.json()["data"]


@app.post("/prototype/start")
async def start(response: Response, phone_number: str = Body(embed=True)):
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
    verified = data["response_code"] == "accepted"
    if verified:
        del sessions[session]  # and log the user in
    return {"verified": verified}
