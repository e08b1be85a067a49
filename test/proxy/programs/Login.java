import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Run with "client" (java.net.http.HttpClient) or "connection" (HttpURLConnection). */
class Login {
    static final String PHONE = "+13035551234";
    static boolean useClient;
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    static String send(String url, String body) throws Exception {
        if (useClient) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json");
            if (body != null)
                request.header("Authorization", "Bearer " + System.getenv("TELNYX_API_KEY"))
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
        }
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        if (body != null) {
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Authorization", "Bearer " + System.getenv("TELNYX_API_KEY"));
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes());
        }
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes());
        }
    }

    static String post(String path, String name, String value) throws Exception {
        String profile = System.getenv("TELNYX_VERIFY_PROFILE_ID");
        String body = "{\"" + name + "\": \"" + value + "\", \"verify_profile_id\": \"" + profile + "\"}";
        return send("https://api.telnyx.com/v2" + path, body);
    }

    static String find(String name, String json) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\\s*\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) throw new IllegalStateException(json);
        return matcher.group(1);
    }

    static String check(String code) throws Exception {
        return find("response_code", post("/verifications/by_phone_number/" + PHONE + "/actions/verify", "code", code));
    }

    public static void main(String[] args) throws Exception {
        useClient = args[0].equals("client");
        post("/verifications/sms", "phone_number", PHONE);
        String inbox = System.getenv("TVE_URL") + "/_emulator/inbox/" + PHONE + "/next?sandbox=" + System.getenv("TVE_SANDBOX");
        String code = find("code", send(inbox, null));
        System.out.println(check(code.equals("00000") ? "00001" : "00000") + " " + check(code));
    }
}
