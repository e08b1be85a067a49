package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

const phone = "+13035551234"

type answer struct {
	Data struct {
		ResponseCode string `json:"response_code"`
	} `json:"data"`
	Message struct {
		Code string `json:"code"`
	} `json:"message"`
}

func send(method, url string, body any) (result answer) {
	text, _ := json.Marshal(body)
	request, _ := http.NewRequest(method, url, bytes.NewReader(text))
	request.Header.Set("Authorization", "Bearer "+os.Getenv("TELNYX_API_KEY"))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer response.Body.Close()
	json.NewDecoder(response.Body).Decode(&result)
	return
}

func post(path string, body map[string]string) answer {
	body["verify_profile_id"] = os.Getenv("TELNYX_VERIFY_PROFILE_ID")
	return send("POST", "https://api.telnyx.com/v2"+path, body)
}

func main() {
	post("/verifications/sms", map[string]string{"phone_number": phone})
	inbox := os.Getenv("TVE_URL") + "/_emulator/inbox/" + phone + "/next?sandbox=" + os.Getenv("TVE_SANDBOX")
	request, _ := http.NewRequest("GET", inbox, nil)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var got answer
	json.NewDecoder(response.Body).Decode(&got)
	code, wrong := got.Message.Code, "00000"
	if code == wrong {
		wrong = "00001"
	}
	check := func(code string) string {
		return post("/verifications/by_phone_number/"+phone+"/actions/verify", map[string]string{"code": code}).Data.ResponseCode
	}
	fmt.Println(check(wrong), check(code))
}
