// The backend of a login form with Telnyx Verify; needs nothing but Go.
// TELNYX_API_KEY, TELNYX_VERIFY_PROFILE_ID and, for the emulator, TELNYX_BASE_URL come from the environment.
package main

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
)

type object = map[string]any

var sessions sync.Map // cookie -> verification; keep it in your session store

func post(path string, body object) (data object, status int) {
	sent, _ := json.Marshal(body)
	base := cmp.Or(os.Getenv("TELNYX_BASE_URL"), "https://api.telnyx.com/v2")
	request, _ := http.NewRequest("POST", base+path, bytes.NewReader(sent))
	request.Header.Set("Authorization", "Bearer "+os.Getenv("TELNYX_API_KEY"))
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, http.StatusBadGateway
	}
	defer answer.Body.Close()
	var read struct{ Data object }
	json.NewDecoder(answer.Body).Decode(&read)
	return read.Data, answer.StatusCode
}

func reply(w http.ResponseWriter, status int, body object) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func start(w http.ResponseWriter, r *http.Request) {
	var body struct{ Phone_number string }
	json.NewDecoder(r.Body).Decode(&body)
	profile := os.Getenv("TELNYX_VERIFY_PROFILE_ID")
	data, status := post("/verifications/sms", object{"phone_number": body.Phone_number, "verify_profile_id": profile})
	if status != http.StatusOK {
		reply(w, status, object{"error": "The code was not sent."})
		return
	}
	session := rand.Text()
	sessions.Store(session, data["id"])
	http.SetCookie(w, &http.Cookie{Name: "session", Value: session, Path: "/prototype", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	reply(w, status, object{"expires_in": data["timeout_secs"]})
}

func check(w http.ResponseWriter, r *http.Request) {
	var body struct{ Code string }
	json.NewDecoder(r.Body).Decode(&body)
	cookie, _ := r.Cookie("session")
	if cookie == nil {
		cookie = &http.Cookie{}
	}
	id, ok := sessions.Load(cookie.Value)
	if !ok {
		reply(w, http.StatusUnauthorized, object{"error": "Start again: no code was sent."})
		return
	}
	data, status := post(fmt.Sprintf("/verifications/%s/actions/verify", id), object{"code": body.Code})
	verified := data["response_code"] == "accepted"
	if verified {
		sessions.Delete(cookie.Value) // and log the user in
	}
	reply(w, status, object{"verified": verified})
}

func main() {
	http.HandleFunc("POST /prototype/start", start)
	http.HandleFunc("POST /prototype/check", check)
	listener, err := net.Listen("tcp", "127.0.0.1:"+cmp.Or(os.Getenv("PORT"), "3000"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, nil))
}
