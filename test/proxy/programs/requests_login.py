import os
import requests

client = requests.Session()
client.headers["Authorization"] = "Bearer " + os.environ["TELNYX_API_KEY"]
PROFILE = os.environ["TELNYX_VERIFY_PROFILE_ID"]
PHONE = "+13035551234"

def post(path, body):
    return client.post("https://api.telnyx.com/v2" + path, json=body).json()["data"]

post("/verifications/sms", {"phone_number": PHONE, "verify_profile_id": PROFILE})
inbox = f"{os.environ['TVE_URL']}/_emulator/inbox/{PHONE}/next?sandbox={os.environ['TVE_SANDBOX']}"
code = requests.get(inbox).json()["message"]["code"]
check = lambda code: post(f"/verifications/by_phone_number/{PHONE}/actions/verify", {"code": code, "verify_profile_id": PROFILE})["response_code"]
print(check("00001" if code == "00000" else "00000"), check(code))
