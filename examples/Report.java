import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reports a goal with java.net.http: java Report.java [http://localhost:8080 [match]] */
class Report {
    public static void main(String[] args) throws InterruptedException {
        String url = args.length > 0 ? args[0] : "http://localhost:8080";
        String match = args.length > 1 ? args[1] : "fra-arg";
        String goal = """
                {"id": "java-1", "source": "example/java", "type": "football.goal", "match": "%s",
                 "minute": 23, "team": "home", "player": "Ada"}""".formatted(match);
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/events"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(goal))
                .build();
        while (true) {
            long pause = 1;
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 429 && answer.statusCode() != 503) {
                    System.out.println(answer.statusCode() + " " + answer.body());
                    System.exit(answer.statusCode() == 202 ? 0 : 1); // 202: accepted; other: correct the report
                }
                pause = answer.headers().firstValueAsLong("Retry-After").orElse(1);
            } catch (IOException e) { // no or a lost connection: the report may have been accepted
                System.err.println(e);
            }
            Thread.sleep(1000 * pause); // and send the same report again, which is harmless
        }
    }
}
