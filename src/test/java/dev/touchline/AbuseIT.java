package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.AppProcess;
import dev.touchline.testing.HonestCallers;
import dev.touchline.testing.Hostile;
import dev.touchline.testing.Prerequisite;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RoguePublisher;
import dev.touchline.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile and clumsy callers against one process with all roles, on one processor and with the heap of a pod, while
 * honest callers go on. After each trial the process lives, at least 95 of 100 honest requests were answered 2xx, and
 * their p99 stays within three times that of before.
 *
 * <p>{@code -Dtouchline.measure=true} adds the mix of all trials for 15 minutes ({@code -Dtouchline.abuse.minutes}) and
 * asserts the times strictly; without it, other tests share the processors.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseIT {

    private static final boolean MEASURE = Boolean.getBoolean("touchline.measure");

    private static final boolean NATIVE = System.getProperty("touchline.native") != null;
    /** Sixty percent of 1 GiB on the JVM, and of 768 MiB for statistics alone; of 256 MiB as a native executable. */
    private static final int HEAP = NATIVE ? 154 : 614;

    private static final int STATISTICS_HEAP = NATIVE ? 154 : 460;
    private static final Duration BEFORE = Duration.ofSeconds(6);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final Duration STORED = Duration.ofSeconds(120);
    /** Below this, the times of a shared machine say nothing. */
    private static final Duration NOISE = Duration.ofMillis(MEASURE ? 50 : 1000);

    /** A trial goes on for so long, because a single slow answer decides about the 99 of 100 answers of a short one. */
    private static final Duration TRIAL = Duration.ofSeconds(MEASURE ? 20 : 0);

    /** Events of the backlog, at 16 kB each; half of them while other tests run beside this one. */
    private static final int BACKLOG = MEASURE ? 12_000 : 6_000;

    private static final Duration LONGEST_MIX = Duration.ofHours(2);

    @TempDir
    static Path folder;

    private RealBroker broker;
    private RealDatabase database;
    private AppProcess app;
    private HonestCallers honest;
    private Hostile hostile;
    private Duration p99Before;
    private long heapBefore;

    @BeforeAll
    void start() {
        broker = RealBroker.running();
        database = RealDatabase.running();
        app = AppProcess.launchConfined(
                        "abused", "ingest,statistics,live,notification", HEAP, broker, database, settings())
                .awaitReady();
        hostile = new Hostile(app, token("mallory"));
        hostile.storeLargeEvents(1_200);
        honest = HonestCallers.start(app, token("camera-7"));
        honest.during(BEFORE);
        p99Before = honest.during(BEFORE).p99();
        heapBefore = app.liveHeap();
    }

    private Map<String, String> settings() {
        return Map.of(
                "TOUCHLINE_SECURITY_ENABLED",
                "true",
                "MP_JWT_VERIFY_PUBLICKEY",
                Tokens.publicKey(),
                "TOUCHLINE_HTTP_TRUSTED_PROXIES",
                "127.0.0.1/32",
                "TOUCHLINE_WEBHOOKS_SECRET_KEYS",
                webhookKey().toString());
    }

    private Path webhookKey() {
        Path file = folder.resolve("webhooks.key");
        try {
            Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static String token(String name) {
        return Tokens.of(name, "producer")
                .with("sources", List.of("*"))
                .with("exp", Instant.now().plus(LONGEST_MIX).getEpochSecond())
                .text();
    }

    @AfterAll
    void stop() {
        if (honest != null) {
            honest.close();
        }
        app.close();
        database.close();
        broker.close();
    }

    private void during(String name, Runnable abuse) {
        if (MEASURE) {
            // The JVM compiles what it runs for the first time, on the same processor.
            abuse.run();
        }
        HonestCallers.Seen seen = honest.during(() -> {
            long end = System.nanoTime() + TRIAL.toNanos();
            do {
                abuse.run();
            } while (System.nanoTime() < end);
        });
        System.out.printf(
                "ABUSE %s: %d honest requests, %.1f %% 2xx, p99 %d ms (before: %d ms) %s%n",
                name,
                seen.requests(),
                100 * seen.share(),
                seen.p99().toMillis(),
                p99Before.toMillis(),
                seen.failures());
        assertAll(
                name,
                this::assertUnharmed,
                () -> assertTrue(seen.share() >= 0.95, () -> "honest requests: " + seen),
                () -> assertTrue(
                        seen.p99().compareTo(longer(p99Before.multipliedBy(3), NOISE)) <= 0,
                        () -> seen + ", before: " + p99Before));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void assertUnharmed() {
        assertTrue(app.isAlive(), app.output());
        assertFalse(app.output().contains("OutOfMemoryError"), "out of memory");
        assertFalse(app.output().contains("has been blocked for"), "a blocked event loop");
    }

    @Test
    void resumesOfStreams() {
        long position = database.column(Long.class, "SELECT position FROM feed").get(0);
        long missed = Math.max(1, position - 900);
        during("60 resumes that match nothing", () -> hostile.resume("/stream?match=nosuch", missed, 60));
        during("60 resumes that match everything", () -> hostile.resume("/stream", missed, 60));
        during("60 resumes from the beginning", () -> hostile.resume("/stream", 1, 60));
    }

    @Test
    void bodiesThatParseToManyValues() {
        during("bodies of 8 MB", () -> {
            for (String pattern : List.of("{},", "[],", "1,", "\"\",", "{\"a\":1},", "[[[[]]]],")) {
                Set<Integer> statuses = hostile.postLarge("/events", pattern, 6);
                assertTrue(Set.of(400, 413, 422, 429, 503).containsAll(statuses), () -> pattern + ": " + statuses);
            }
        });
    }

    @Test
    void largeAnnouncementsAndDefinitions() {
        during("announcements of 6.9 MB", () -> {
            assertEquals(Set.of(413), hostile.putLarge("/matches/x", 6_900_000, 6));
            assertEquals(Set.of(413), hostile.putLarge("/competitions/x", 6_900_000, 6));
        });
    }

    @Test
    void matchWithManyPlayers() {
        String match = "many-players";
        hostile.reportPlayers(match, 31_500);
        await().atMost(STORED).until(() -> database.column(Long.class, "SELECT seq FROM match WHERE id = ?", match)
                .equals(List.of(31_500L)));
        during("40 readers of 31,500 players", () -> {
            assertEquals(Set.of(200), hostile.get("/matches/" + match + "/statistics", 40, 5));
            assertEquals(Set.of(200), hostile.get("/matches/" + match + "/events", 40, 5));
        });
    }

    @Test
    void competitionWithManyMatches() {
        String competition = "many-matches";
        hostile.announceMatches(competition, 5_000);
        await().atMost(STORED).until(() -> database.column(
                        Long.class, "SELECT count(*) FROM match WHERE competition = ?", competition)
                .equals(List.of(5_000L)));
        during("20 readers of the table of 5,000 matches", () -> {
            Set<Integer> statuses = hostile.get("/competitions/" + competition + "/standings", 20, 3);
            assertTrue(Set.of(200, 503).containsAll(statuses), statuses::toString);
        });
    }

    @Test
    void poisonOnTheBroker() {
        try (RoguePublisher rogue = RoguePublisher.to(broker)) {
            byte[] large = arrays(2_000_000);
            during("messages of arrays", () -> {
                rogue.publish("match.events", "football", large);
                await("the message to become a dead letter").atMost(STORED).until(() -> hostile.deadLetters() > 0);
                assertEquals(200, hostile.asAdmin("GET", "/dead-letters"));
                assertEquals(200, hostile.asAdmin("DELETE", "/dead-letters"));
                await().atMost(STORED).until(() -> hostile.deadLetters() == 0);
            });
            // The application never sees this one, and the broker closes the channel.
            assertThrows(
                    RuntimeException.class,
                    () -> rogue.publish("match.events", "football", arrays(60_000_000)),
                    "the broker refuses a message of 60 MB");
        }
        assertUnharmed();
    }

    private static byte[] arrays(int size) {
        return RoguePublisher.bytes("[" + "[],".repeat(size / 3) + "[]]");
    }

    @Test
    void slowAndAmbiguousRequests() {
        during("slow heads, idle connections, ambiguous framing", () -> {
            assertTrue(hostile.slowHeadsAreClosed(200), "slow heads are closed");
            assertEquals(400, hostile.lengthBesideChunks());
            assertFalse(hostile.speaksPlainHttp2(), "HTTP/2 without TLS");
        });
    }

    /** A backlog of the largest requests that ingest accepts is processed by statistics alone, with the heap of its pod. */
    @Test
    void backlogOfTheLargestRequests() {
        try (RealBroker own = RealBroker.running();
                RealDatabase stored = RealDatabase.running()) {
            // Declares the queues and the schema.
            AppProcess statistics =
                    AppProcess.launchConfined("backlog", "statistics", STATISTICS_HEAP, own, stored, settings());
            statistics.awaitReady();
            statistics.stop();
            int events;
            try (AppProcess ingest =
                    AppProcess.launchConfined("backlog-ingest", "ingest", HEAP, own, stored, settings())) {
                ingest.awaitReady();
                events = new Hostile(ingest, token("mallory")).storeLargeEvents(BACKLOG);
            }
            try (AppProcess again = statistics.launchAgain()) {
                await().atMost(STORED)
                        .until(() -> !again.isAlive()
                                || stored.column(Long.class, "SELECT count(*) FROM event WHERE source = 'mallory'")
                                        .equals(List.of((long) events)));
                assertTrue(again.isAlive(), again.output());
            }
        }
    }

    @Test
    void hostileMix() {
        Prerequisite.measuring();
        Duration time = Duration.ofMinutes(Integer.getInteger("touchline.abuse.minutes", 15));
        List<Runnable> all = List.of(
                () -> hostile.resume("/stream?match=nosuch", 1, 30),
                () -> hostile.resume("/stream", 1, 30),
                () -> hostile.postLarge("/events", "{},", 6),
                () -> hostile.postLarge("/events", "[[[[]]]],", 6),
                () -> hostile.putLarge("/matches/x", 6_900_000, 6),
                () -> hostile.get("/matches/many-players/statistics", 20, 5),
                () -> hostile.get("/matches/many-players/events", 20, 5),
                () -> hostile.get("/competitions/many-matches/standings", 20, 3),
                () -> hostile.slowHeadsAreClosed(100),
                hostile::lengthBesideChunks);
        hostile.reportPlayers("many-players", 31_500);
        hostile.announceMatches("many-matches", 5_000);
        List<Throwable> failed = new CopyOnWriteArrayList<>();
        HonestCallers.Seen seen = honest.during(() -> repeat(all, time, failed));
        honest.during(AFTER);
        HonestCallers.Seen last = honest.during(BEFORE);
        System.out.printf("ABUSE mix of %s: %s, ten seconds later %s%n", time, seen, last);
        honest.assertNothingLost(database);
        assertAll(
                this::assertUnharmed,
                () -> assertEquals(List.of(), failed),
                () -> assertTrue(seen.share() >= 0.95, seen::toString),
                () -> assertEquals(1, last.share(), last::toString),
                this::assertHeapAsBefore);
    }

    /** Each of them again and again, all at once. */
    private static void repeat(List<Runnable> all, Duration time, List<Throwable> failed) {
        long end = System.nanoTime() + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (Runnable abuse : all) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end) {
                    abuse.run();
                }
            });
            thread.setUncaughtExceptionHandler((failing, e) -> failed.add(e));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private void assertHeapAsBefore() {
        long after = app.liveHeap();
        System.out.printf("ABUSE live heap %d kB, before %d kB%n", after / 1024, heapBefore / 1024);
        assertTrue(after <= heapBefore * 1.1, () -> after + " bytes of live heap, before " + heapBefore);
    }
}
