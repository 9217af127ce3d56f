import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Reports events of one match one by one at a steady rate, each with a mark that says when it was due: {@code @@}, the
 * instant in microseconds (16 digits), a space and its number (10 digits). A report that is late because those before
 * it were answered late counts as late.
 *
 * <p>{@code java Reporter.java PORT MATCH RATE SECONDS RUN} prints how many were accepted and how many were not.
 */
public final class Reporter {

    private Reporter() {}

    /** Reports, and ends when all are answered. */
    public static void main(String[] arguments) throws InterruptedException {
        URI events = URI.create("http://127.0.0.1:" + arguments[0] + "/events");
        String match = arguments[1];
        long rate = Long.parseLong(arguments[2]);
        int count = (int) (rate * Long.parseLong(arguments[3]));
        String run = arguments[4];
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        CountDownLatch answered = new CountDownLatch(count);
        AtomicLong accepted = new AtomicLong();
        long began = System.nanoTime();
        long beganMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        for (int number = 1; number <= count; number++) {
            long due = (number - 1) * TimeUnit.SECONDS.toNanos(1) / rate;
            for (long wait = due; wait > 0; wait = began + due - System.nanoTime()) {
                LockSupport.parkNanos(began + due - System.nanoTime());
            }
            String body = String.format(
                    Locale.ROOT,
                    "{\"id\":\"%s-%d\",\"source\":\"reporter\",\"type\":\"football.shot\",\"match\":\"%s\","
                            + "\"period\":\"first-half\",\"minute\":23,\"team\":\"home\","
                            + "\"details\":{\"mark\":\"@@%016d %010d\"}}",
                    run,
                    number,
                    match,
                    beganMicros + TimeUnit.NANOSECONDS.toMicros(due),
                    number);
            HttpRequest request = HttpRequest.newBuilder(events)
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).whenComplete((answer, failure) -> {
                if (failure == null && answer.statusCode() == 202) {
                    accepted.incrementAndGet();
                }
                answered.countDown();
            });
        }
        answered.await();
        System.out.printf(
                Locale.ROOT, "{\"accepted\":%d,\"refused\":%d}%n", accepted.get(), count - accepted.get());
        System.exit(0);
    }
}
