// A login with one-time codes that passes `tve audit login`, with nothing but Go's standard library.
// Run it with: PORT=3000 go run main.go
package main

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

type object = map[string]any

// Users have numbers in Colorado: the data base of this example.
func hasAccount(phone string) bool { return strings.HasPrefix(phone, "+1303") }

// Nothing is repeated, because a repeated send costs money and sends a second code.
var telnyx = &http.Client{Timeout: 3 * time.Second}

// call posts to Telnyx. Every answer that is not usable is an error.
func call(path string, body object) (object, error) {
	sent, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	base := cmp.Or(os.Getenv("TELNYX_BASE_URL"), "https://api.telnyx.com/v2")
	request, err := http.NewRequest("POST", base+path, bytes.NewReader(sent))
	if err != nil {
		return nil, err
	}
	request.GetBody = nil // Go repeats a request on a broken connection only if it can read the body again
	request.Header.Set("Authorization", "Bearer "+os.Getenv("TELNYX_API_KEY"))
	request.Header.Set("Content-Type", "application/json")
	answer, err := telnyx.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the service answered %d", answer.StatusCode)
	}
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") {
		return nil, errors.New("the answer is not JSON")
	}
	var read struct{ Data object }
	if err := json.NewDecoder(answer.Body).Decode(&read); err != nil {
		return nil, err
	}
	return read.Data, nil
}

// sendLater sends a code in the background: the time to answer does not tell whether an account exists. The ID
// of the verification is empty if there is no account, or if no code could be sent.
func sendLater(phone string) *sending {
	result := &sending{done: make(chan struct{})}
	go func() {
		defer close(result.done)
		if !hasAccount(phone) {
			return
		}
		profile := os.Getenv("TELNYX_VERIFY_PROFILE_ID")
		data, err := call("/verifications/sms", object{"phone_number": phone, "verify_profile_id": profile})
		if err != nil {
			log.Print("No code was sent: ", err)
			return
		}
		result.id, _ = data["id"].(string)
	}()
	return result
}

type sending struct {
	done chan struct{}
	id   string
}

// isAccepted checks a code by ID: a check by number would not know who asked for it. Only `accepted` means yes.
func (s *sending) isAccepted(code string) (bool, error) {
	<-s.done
	if s.id == "" {
		return false, nil
	}
	data, err := call("/verifications/"+url.PathEscape(s.id)+"/actions/verify", object{"code": code})
	return err == nil && data["response_code"] == "accepted", err
}

type login struct {
	phone        string
	verification *sending
	isChecking   bool
}

// state is in memory. With several processes, keep it in a store that all of them share.
type state struct {
	sync.Mutex
	logins   map[string]*login
	users    map[string]string
	coolDown map[string]time.Time
	counts   map[string][]time.Time
}

var all = state{
	logins: map[string]*login{}, users: map[string]string{}, coolDown: map[string]time.Time{}, counts: map[string][]time.Time{},
}

// take counts one event of the last hour, unless there were too many.
func (s *state) take(key string, most int) bool {
	kept := s.counts[key][:0]
	for _, moment := range s.counts[key] {
		if time.Since(moment) < time.Hour {
			kept = append(kept, moment)
		}
	}
	if len(kept) >= most {
		return false
	}
	s.counts[key] = append(kept, time.Now())
	return true
}

var resendAfter = func() time.Duration {
	ms, err := strconv.Atoi(cmp.Or(os.Getenv("RESEND_AFTER_MS"), "30000"))
	if err != nil {
		log.Fatal("RESEND_AFTER_MS must be a number of milliseconds.")
	}
	return time.Duration(ms) * time.Millisecond
}()

// refusal is an answer other than 200.
type refusal struct {
	status  int
	message string
}

func (r refusal) Error() string { return r.message }

func (s *state) requireLimits(phone string) error {
	if time.Now().Before(s.coolDown[phone]) {
		return refusal{429, "Wait a moment before you ask for another code."}
	}
	s.coolDown[phone] = time.Now().Add(resendAfter)
	if !s.take("number "+phone, 5) {
		return refusal{429, "Too many codes for this number. Try again in an hour."}
	}
	return nil
}

var separators = regexp.MustCompile(`[\s().-]`)
var served = regexp.MustCompile(`^\+1[2-9][0-9]{9}$`)

// The Caribbean countries that share +1: messages to some of them are expensive.
var elsewhere = regexp.MustCompile(`^\+1(24[26]|26[48]|284|345|441|473|649|658|664|721|758|767|784|8[024]9|86[89]|876)`)
var digits = regexp.MustCompile(`^[0-9]{4,10}$`)

// readPhone makes one number of all ways to write it. Only countries that we serve.
func readPhone(value any) (string, error) {
	text, _ := value.(string)
	phone := separators.ReplaceAllString(text, "")
	if len(text) > 50 || !served.MatchString(phone) || elsewhere.MatchString(phone) {
		return "", refusal{400, "Enter a phone number in the US or Canada, like +13035551234."}
	}
	return phone, nil
}

func sidOf(r *http.Request) string {
	cookie, err := r.Cookie("sid")
	if err != nil {
		return ""
	}
	return cookie.Value
}

func setSession(w http.ResponseWriter, sid string) {
	// Behind HTTPS also Secure.
	http.SetCookie(w, &http.Cookie{Name: "sid", Value: sid, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func start(w http.ResponseWriter, r *http.Request, body object) (int, object, error) {
	phone, err := readPhone(body["phone"])
	if err != nil {
		return 0, nil, err
	}
	address, _, _ := net.SplitHostPort(r.RemoteAddr)
	all.Lock()
	defer all.Unlock()
	if !all.take("address "+address, 10) {
		return 0, nil, refusal{429, "Too many requests. Try again in an hour."}
	}
	if err := all.requireLimits(phone); err != nil {
		return 0, nil, err
	}
	sid := rand.Text()
	all.logins[sid] = &login{phone: phone, verification: sendLater(phone)}
	setSession(w, sid)
	return sent()
}

func resend(w http.ResponseWriter, r *http.Request, _ object) (int, object, error) {
	all.Lock()
	defer all.Unlock()
	pending, ok := all.logins[sidOf(r)]
	if !ok {
		return 0, nil, refusal{401, "Start again."}
	}
	if err := all.requireLimits(pending.phone); err != nil {
		return 0, nil, err
	}
	pending.verification = sendLater(pending.phone) // the first code is worthless from now on
	return sent()
}

func sent() (int, object, error) {
	return http.StatusAccepted, object{"message": "If this number has an account, a code is on its way."}, nil
}

// begin takes the login that a code is for. One check at a time, so that a code cannot be used twice.
func begin(sid string, code string) (*login, *sending, error) {
	all.Lock()
	defer all.Unlock()
	pending, ok := all.logins[sid]
	if !ok {
		return nil, nil, refusal{401, "Start again."}
	}
	if !digits.MatchString(code) {
		return nil, nil, refusal{400, "Enter the digits of the code."}
	}
	if pending.isChecking {
		return nil, nil, refusal{409, "The code is being checked."}
	}
	pending.isChecking = true
	return pending, pending.verification, nil
}

func check(w http.ResponseWriter, r *http.Request, body object) (int, object, error) {
	code, _ := body["code"].(string)
	sid := sidOf(r)
	pending, verification, err := begin(sid, code)
	if err != nil {
		return 0, nil, err
	}
	isIn, err := verification.isAccepted(code)
	all.Lock()
	defer all.Unlock()
	pending.isChecking = false
	if err != nil {
		log.Print("No code was checked: ", err)
		return 0, nil, refusal{503, "We cannot check codes now. Try again later."}
	}
	if !isIn {
		return 0, nil, refusal{401, "This code is wrong or too old."}
	}
	delete(all.logins, sid)
	session := rand.Text() // a new session for a new state
	all.users[session] = pending.phone
	setSession(w, session)
	return http.StatusOK, object{"phone": pending.phone}, nil
}

func account(_ http.ResponseWriter, r *http.Request, _ object) (int, object, error) {
	all.Lock()
	defer all.Unlock()
	phone, ok := all.users[sidOf(r)]
	if !ok {
		return 0, nil, refusal{401, "Log in first."}
	}
	return http.StatusOK, object{"phone": phone}, nil
}

type action func(http.ResponseWriter, *http.Request, object) (int, object, error)

func handle(do action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body := object{}
		// A body that is not an object is as good as none: each action says what it misses.
		_ = json.NewDecoder(io.LimitReader(r.Body, 10_000)).Decode(&body)
		status, answer, err := do(w, r, body)
		var refused refusal
		if errors.As(err, &refused) {
			status, answer = refused.status, object{"message": refused.message}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(answer)
	}
}

func main() {
	http.HandleFunc("POST /login", handle(start))
	http.HandleFunc("POST /login/resend", handle(resend))
	http.HandleFunc("POST /login/code", handle(check))
	http.HandleFunc("GET /account", handle(account))
	listener, err := net.Listen("tcp", "127.0.0.1:"+cmp.Or(os.Getenv("PORT"), "3000"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Listening on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}
