import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.telnyx.sdk.ApiClient;
import com.telnyx.sdk.ApiException;
import com.telnyx.sdk.api.VerifyApi;
import com.telnyx.sdk.model.CreateVerificationRequestSMS;
import com.telnyx.sdk.model.CreateVerifyProfileRequest;
import com.telnyx.sdk.model.CreateVerifyProfileSMSRequest;
import com.telnyx.sdk.model.Verification;
import com.telnyx.sdk.model.VerifyVerificationCodeRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A login with the official SDK for Java. Prints what it was answered as one line of JSON. */
class Login {
    static final String PHONE = "+13035551234";
    static final String BASE_URL = System.getenv("TELNYX_BASE_URL");
    static final String API_KEY = System.getenv("TELNYX_API_KEY");
    static final ObjectMapper JSON = new ObjectMapper();

    static VerifyApi verify;
    static UUID profile;

    /** The API demands the profile, too, which this version of the SDK does not know. */
    static class CheckRequest extends VerifyVerificationCodeRequest {
        @JsonProperty("verify_profile_id")
        public final UUID verifyProfileId = profile;
    }

    public static void main(String[] args) throws Exception {
        var client = new ApiClient().setBasePath(BASE_URL);
        client.setBearerToken(API_KEY);
        verify = new VerifyApi(client);
        profile = verify.createVerifyProfile(new CreateVerifyProfileRequest()
            .name("Login")
            .sms(new CreateVerifyProfileSMSRequest().defaultVerificationTimeoutSecs(120))).getData().getId();

        var first = send(PHONE);
        var code = control("GET", "/_emulator/inbox/" + PHONE + "/next", "");
        var checks = List.of(check(code.equals("00000") ? "11111" : "00000"), check(code));
        var afterwards = verify.retrieveVerification(first.getId()).getData();

        var second = send(PHONE);
        control("POST", "/_emulator/clock/advance", "{\"by\": \"2m\"}");
        var late = verify.retrieveVerification(second.getId()).getData();

        System.out.println(JSON.writeValueAsString(Map.of(
            "checks", checks,
            "statuses", List.of(first.getStatus(), afterwards.getStatus(), late.getStatus()),
            "error", findError())));
    }

    static Verification send(String phone) throws ApiException {
        return verify.createVerificationSMS(
            new CreateVerificationRequestSMS().phoneNumber(phone).verifyProfileId(profile)).getData();
    }

    static String check(String code) throws ApiException {
        var request = new CheckRequest();
        request.setCode(code);
        return verify.verifyVerificationCode(PHONE, request).getData().getResponseCode().getValue();
    }

    static Map<String, Object> findError() throws Exception {
        try {
            send("+1303");
        } catch (ApiException error) {
            var first = JSON.readTree(error.getResponseBody()).at("/errors/0/code").asText();
            return Map.of("status", error.getCode(), "code", first);
        }
        throw new AssertionError("An invalid phone number was accepted.");
    }

    /** Calls the control API, which the SDK does not cover. */
    static String control(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(BASE_URL).resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + API_KEY)
            .header("Content-Type", "application/json")
            .header("Accept", "text/plain");
        var response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response + ": " + response.body());
        }
        return response.body();
    }
}
