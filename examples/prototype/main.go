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
	"regexp"
	"strconv"
	"sync"
	"time"
)

type object = map[string]any

var sessions sync.Map // cookie -> verification; keep it in your session store

var counts = struct { // keep them there, too
	sync.Mutex
	times map[string][]time.Time
}{times: map[string][]time.Time{}}

// take counts an event, unless there were too many. It returns whether the event may happen.
func take(key string, most int, within time.Duration) bool {
	counts.Lock()
	defer counts.Unlock()
	kept := counts.times[key][:0]
	for _, moment := range counts.times[key] {
		if time.Since(moment) < within {
			kept = append(kept, moment)
		}
	}
	isAllowed := len(kept) < most
	if isAllowed {
		kept = append(kept, time.Now())
	}
	counts.times[key] = kept
	return isAllowed
}

func resendAfter() time.Duration {
	ms, err := strconv.Atoi(os.Getenv("RESEND_AFTER_MS"))
	if err != nil {
		return 30 * time.Second
	}
	return time.Duration(ms) * time.Millisecond
}

var telnyx = &http.Client{Timeout: 3 * time.Second}

// Only the countries that you serve, or fraud sends codes to expensive ones: here not the Caribbean, which shares +1.
var served = regexp.MustCompile(`^\+1[2-9][0-9]{9}$`)
var elsewhere = regexp.MustCompile(`^\+1(24[26]|26[48]|284|345|441|473|649|658|664|721|758|767|784|8[024]9|86[89]|876)`)

func post(path string, body object) (data object, status int) {
	sent, _ := json.Marshal(body)
	base := cmp.Or(os.Getenv("TELNYX_BASE_URL"), "https://api.telnyx.com/v2")
	request, _ := http.NewRequest("POST", base+path, bytes.NewReader(sent))
	request.Header.Set("Authorization", "Bearer "+os.Getenv("TELNYX_API_KEY"))
	request.Header.Set("Content-Type", "application/json")
	answer, err := telnyx.Do(request)
	if err != nil {
		return nil, http.StatusBadGateway
	}
	defer answer.Body.Close()
	var read struct{ Data object }
	if json.NewDecoder(answer.Body).Decode(&read) != nil {
		return nil, http.StatusBadGateway
	}
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
	if !served.MatchString(body.Phone_number) || elsewhere.MatchString(body.Phone_number) {
		reply(w, http.StatusBadRequest, object{"error": "Enter a number like +13035551234."})
		return
	}
	address, _, _ := net.SplitHostPort(r.RemoteAddr)
	phone := body.Phone_number
	if !take("address "+address, 10, time.Hour) || !take("pause "+phone, 1, resendAfter()) || !take(phone, 5, time.Hour) {
		reply(w, http.StatusTooManyRequests, object{"error": "Too many codes. Wait before you ask for another."})
		return
	}
	profile := os.Getenv("TELNYX_VERIFY_PROFILE_ID")
	data, status := post("/verifications/sms", object{"phone_number": phone, "verify_profile_id": profile})
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
