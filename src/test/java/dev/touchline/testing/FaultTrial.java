package dev.touchline.testing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.Sports;
import dev.touchline.codec.EventsReader;
import dev.touchline.codec.update.TallyJson;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.match.tally.MatchTally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Runs a fault under constant load and compares the results afterwards. Agents create events at a constant rate and
 * post the events created so far; each request is repeated until it is answered 202, if the response allows that. In
 * the end the event log must contain exactly the events that were answered 202, and the statistics must equal the fold
 * of these events.
 *
 * <pre>
 * FaultTrial trial = started.closeAfter(FaultTrial.start("broker killed", database, app));
 * trial.awaitAnswered(500);
 * broker.kill();
 * broker.start();
 * trial.faultOver();
 * trial.finish(app);
 * </pre>
 */
public final class FaultTrial implements AutoCloseable {

    /** Three confirm timeouts, and no longer than a stall: slow requests take less, hanging ones more. */
    public static final Duration SLOWEST_ANSWER = Duration.ofSeconds(30);

    private static final int AGENTS = 8;
    private static final int MATCHES = 4;
    private static final Duration EVENTS_INTERVAL = Duration.ofMillis(50);
    private static final int MAX_IN_A_REQUEST = 100;
    private static final Duration AFTER_BROKEN_CONNECTION = Duration.ofMillis(250);
    private static final Duration RECOVERY = Duration.ofSeconds(180);
    private static final int AFTERWARDS = 300;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    /** Of an interrupted service: until a new report is accepted, and until all accepted ones are stored. */
    private static final String REPORT_HEADER = """
            | fault | versions | accepted | stored | lost | doubled | seconds |
            |---|---|---|---|---|---|---|""";

    private static final String REPORT_KEY = "| %s | %s |";
    private static final String REPORT_ROW = "%s %d | %d | %d | %d | %s |";

    private final String name;
    private volatile RealDatabase database;
    private final String source = UniqueIds.id("agent");
    private final List<String> matches =
            IntStream.range(0, MATCHES).mapToObj(i -> UniqueIds.match()).toList();
    private final List<Agent> agents =
            IntStream.range(0, AGENTS).mapToObj(Agent::new).toList();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Map<Integer, AtomicInteger> refusals = new ConcurrentHashMap<>();
    private final AtomicInteger brokenConnections = new AtomicInteger();
    private final AtomicInteger brokenRequests = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(AGENTS);
    private final List<Future<?>> running = new ArrayList<>();
    private volatile List<AppProcess> ingest;
    private volatile boolean stop;
    private volatile boolean failed;
    private volatile boolean paused;
    private final AtomicInteger sending = new AtomicInteger();
    private volatile long faultOver = Long.MAX_VALUE;
    private final long began = System.nanoTime();
    private Duration accepting;
    private Duration stored;

    private FaultTrial(String name, RealDatabase database, List<AppProcess> ingest) {
        this.name = name;
        this.database = database;
        this.ingest = ingest;
    }

    /**
     * Starts the agents.
     *
     * @param name the name of the fault in the table of results
     * @param database the database of the statistics role
     * @param ingest the processes to report to; with several, each agent uses one and turns to the next when it fails
     */
    public static FaultTrial start(String name, RealDatabase database, AppProcess... ingest) {
        FaultTrial trial = new FaultTrial(name, database, List.of(ingest));
        trial.agents.forEach(agent -> trial.running.add(trial.threads.submit(agent::work)));
        return trial;
    }

    /** Redirects the agents to other processes. */
    public void reportTo(AppProcess... others) {
        ingest = List.of(others);
    }

    /** Compares with another database from now on, which has taken the place of the first one. */
    public void compareWith(RealDatabase other) {
        database = other;
    }

    /** Makes the agents repeat all of their reports, and waits until the repetitions are answered 202. */
    public void repeatAll() {
        agents.forEach(agent -> agent.repeat = true);
        awaitCondition("every agent to have repeated its reports", () -> agents.stream()
                .noneMatch(agent -> agent.repeat));
    }

    /** The matches that the agents report on. */
    public List<String> matches() {
        return matches;
    }

    /** The number of events answered 202 so far. */
    public int answered() {
        return answered.size();
    }

    /** The number of requests answered with that status, other than 202, so far. */
    public int refused(int status) {
        return refusals.getOrDefault(status, new AtomicInteger()).get();
    }

    /** The number of connections so far that broke during a request. Refused connections do not count. */
    public int brokenRequests() {
        return brokenRequests.get();
    }

    /** The duration of the slowest request so far. */
    public Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    /** The time from the end of the fault until all accepted events were stored; null before {@link #faultOver}. */
    public Duration recovery() {
        return stored;
    }

    /** Waits until that many more events have been answered 202. */
    public void awaitAnswered(int more) {
        int before = answered();
        awaitCondition(more + " events more to be answered 202", () -> answered() >= before + more);
    }

    /** Runs an action while the agents are paused and no request is outstanding. */
    public void whilePaused(Runnable action) {
        paused = true;
        try {
            awaitCondition("every agent's request to be answered", () -> sending.get() == 0);
            action.run();
        } finally {
            paused = false;
        }
    }

    /** Waits until all events answered 202 before this call are stored. */
    public void awaitStored() {
        Set<String> until = Set.copyOf(answered);
        awaitCondition("everything accepted to be stored", () -> log().containsAll(until));
    }

    private void awaitCondition(String description, Callable<Boolean> condition) {
        await(description).atMost(RECOVERY).pollInterval(POLL_INTERVAL).until(() -> {
            for (Future<?> agent : running) {
                if (agent.isDone() && !stop) {
                    agent.get();
                }
            }
            return condition.call();
        });
    }

    /**
     * Call when the fault has just ended. Waits until a newly sent event is accepted, all accepted events are stored,
     * and each agent has had a request accepted, and measures the times. With several faults in one trial, the longest
     * time counts.
     */
    public void faultOver() {
        long over = clock();
        faultOver = over;
        awaitCondition(
                "a new event to be accepted", () -> agents.stream().anyMatch(agent -> agent.firstAccepted > over));
        accepting = longer(
                accepting,
                agents.stream()
                                .mapToLong(agent -> agent.firstAccepted)
                                .filter(first -> first > over)
                                .min()
                                .orElseThrow()
                        - over);
        awaitStored();
        stored = longer(stored, clock() - over);
        awaitCondition("every agent to have a request accepted", () -> agents.stream()
                .allMatch(agent -> agent.firstAccepted > over));
    }

    private static Duration longer(Duration before, long nanos) {
        return before == null || before.toNanos() < nanos ? Duration.ofNanos(nanos) : before;
    }

    private long clock() {
        return System.nanoTime() - began;
    }

    /**
     * Stops the agents after their last answer, waits until the events are stored, and compares. Asserts that there are
     * no dead letters.
     */
    public void finish(AppProcess statistics) {
        finish(statistics, 0);
    }

    /**
     * As {@link #finish(AppProcess)}, with dead letters.
     *
     * @param statistics a process with the statistics role
     * @param deadLetters the expected number of dead letters
     */
    public void finish(AppProcess statistics, int deadLetters) {
        awaitAnswered(AFTERWARDS);
        stop = true;
        for (Future<?> agent : running) {
            try {
                agent.get(RECOVERY.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new AssertionError("an agent failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        try {
            awaitStored();
        } finally {
            record();
        }
        statistics.awaitReady();
        assertAll(
                name,
                () -> assertEquals(sent(), new TreeSet<>(answered), "each sent event was answered 202 in the end"),
                () -> assertEquals(answered.size(), log().size(), "each event answered 202 occurs once in the log"),
                () -> assertEquals(new TreeSet<>(answered), new TreeSet<>(log()), "the log has nothing else"),
                () -> assertEquals(
                        List.of(),
                        database.column(
                                String.class, "SELECT source || ' ' || id FROM conflict WHERE match = ANY (?)", (Object)
                                        matches.toArray(String[]::new)),
                        "there are no conflicts"),
                () -> matches.forEach(this::assertFolded),
                () -> assertEquals(
                        "[]",
                        AppProcess.json(statistics.post("/rebuilds", AppProcess.JSON.createObjectNode()))
                                .path("differences")
                                .toString()),
                () -> assertEquals(
                        deadLetters, statistics.items("/dead-letters").size(), "dead letters"),
                () -> assertTrue(slowest().compareTo(SLOWEST_ANSWER) < 0, () -> "slowest answer: " + slowest()));
    }

    private void assertFolded(String match) {
        MatchTally folded = MatchTally.of(highestRevisions(match), Sports.ALL);
        List<Long> changes = database.column(
                Long.class, "SELECT seq FROM event WHERE match = ? AND seq IS NOT NULL ORDER BY seq", match);
        assertEquals(
                LongStream.rangeClosed(1, changes.size()).boxed().toList(),
                changes,
                "the changes of the match are numbered without a gap");
        assertEquals(
                List.of((long) changes.size()),
                database.column(Long.class, "SELECT seq FROM match WHERE id = ?", match),
                "the match has the number of its last change");
        assertEquals(
                List.of("%d:%d".formatted(folded.score().home(), folded.score().away())),
                database.column(String.class, "SELECT home_score || ':' || away_score FROM match WHERE id = ?", match),
                "the score is that of the events sent");
        assertEquals(
                List.of(folded.state()),
                database.column(String.class, "SELECT tally::text FROM match WHERE id = ?", match).stream()
                        .map(json -> TallyJson.read(json).state())
                        .toList(),
                "the figures are those of the events sent");
        assertEquals(
                List.of("Home"), database.column(String.class, "SELECT home FROM match WHERE id = ?", match), "home");
    }

    private List<Event> highestRevisions(String match) {
        Map<IncidentId, Event> highest = new HashMap<>();
        EventsReader reader = new EventsReader(Sports.ALL, Integer.MAX_VALUE);
        for (Agent agent : agents) {
            if (agent.match.equals(match)) {
                ArrayNode all = AppProcess.JSON.createArrayNode().addAll(agent.made);
                for (Event event :
                        reader.readPlainJson(all.toString().getBytes(StandardCharsets.UTF_8), Instant.now())) {
                    highest.merge(
                            event.incident(), event, (one, other) -> one.revision() > other.revision() ? one : other);
                }
            }
        }
        return List.copyOf(highest.values());
    }

    private Set<String> sent() {
        Set<String> sent = new TreeSet<>();
        agents.forEach(agent -> agent.made.forEach(event -> sent.add(key(event))));
        return sent;
    }

    private static String key(JsonNode event) {
        return event.path("source").asText() + " " + event.path("id").asText() + " "
                + event.path("revision").asInt(1);
    }

    /** The event log of these matches and agents, without announcements. */
    private List<String> log() {
        return database.column(
                String.class,
                "SELECT source || ' ' || id || ' ' || revision FROM event"
                        + " WHERE (match = ANY (?) OR source LIKE ?) AND source NOT LIKE 'touchline:%'",
                matches.toArray(String[]::new),
                source + "%");
    }

    private void record() {
        List<String> log = log();
        Set<String> logged = new TreeSet<>(log);
        long lost = answered.stream().filter(key -> !logged.contains(key)).count();
        String key = REPORT_KEY.formatted(name, versions());
        String line = REPORT_ROW.formatted(
                key,
                answered.size(),
                logged.size(),
                lost,
                log.size() - logged.size(),
                accepting == null ? "-" : seconds(accepting) + " / " + seconds(stored));
        System.out.println("FAULT " + line.substring(2, line.length() - 2));
        System.out.printf(
                "  sent %d, refused %s, connections broken %s, slowest answer %s s%n",
                sent().size(), new TreeMap<>(refusals), brokenConnections, seconds(slowest()));
        replaceLine(ChildProcesses.target().resolve("faults.md"), key, line);
    }

    private String versions() {
        String rabbitmq = BrokerNode.Programs.version().orElse("?");
        String postgresql =
                database.column(String.class, "SHOW server_version").get(0).split(" ")[0];
        return rabbitmq + ", " + postgresql;
    }

    // One line per fault and versions, from its last run. Parallel test JVMs share the file.
    private static void replaceLine(Path file, String key, String line) {
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel table = FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock lock = table.lock()) {
                ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(table.size()));
                while (content.hasRemaining() && table.read(content) >= 0) {}
                String before = new String(content.array(), StandardCharsets.UTF_8);
                Stream<String> others =
                        (before.isEmpty() ? REPORT_HEADER : before).lines().filter(other -> !other.startsWith(key));
                String after = Stream.concat(others, Stream.of(line)).collect(Collectors.joining("\n", "", "\n"));
                table.truncate(0);
                ByteBuffer written = ByteBuffer.wrap(after.getBytes(StandardCharsets.UTF_8));
                while (written.hasRemaining()) {
                    table.write(written, written.position());
                }
                lock.release();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }

    /** Stops the agents at once. */
    @Override
    public void close() {
        stop = true;
        failed = true;
        threads.shutdownNow();
    }

    /** Creates events at a constant rate and posts the events created since its last answered request. */
    private final class Agent {
        private final int number;
        private final String match;
        private final List<ObjectNode> made = new ArrayList<>();
        /** The time of the first accepted request that was sent after the fault. */
        private volatile long firstAccepted;

        /** Set until the agent has repeated the reports that it has made. */
        private volatile boolean repeat;

        private int turn;

        Agent(int number) {
            this.number = number;
            this.match = matches.get(number % MATCHES);
            this.turn = number;
        }

        void work() {
            if (number < MATCHES) {
                until202(app -> app.put(
                        "/matches/" + match, RetryingAgent.announcement(matches.get(0), "Home", "Away " + number)));
            }
            long startedAt = System.nanoTime();
            int answeredSoFar = 0;
            int repeatUntil = 0;
            while (!failed && !(stop && answeredSoFar == made.size())) {
                if (repeat && repeatUntil == 0) {
                    repeatUntil = answeredSoFar;
                    answeredSoFar = 0;
                } else if (repeat && answeredSoFar >= repeatUntil) {
                    repeatUntil = 0;
                    repeat = false;
                }
                long due = stop ? 0 : (System.nanoTime() - startedAt) / EVENTS_INTERVAL.toNanos() + 1;
                while (made.size() < due) {
                    made.add(next());
                }
                int until = Math.min(made.size(), answeredSoFar + MAX_IN_A_REQUEST);
                if (until == answeredSoFar) {
                    LockSupport.parkNanos(startedAt + due * EVENTS_INTERVAL.toNanos() - System.nanoTime());
                    continue;
                }
                List<ObjectNode> batch = made.subList(answeredSoFar, until);
                ArrayNode body = AppProcess.JSON.createArrayNode().addAll(batch);
                if (until202(app -> app.post("/events", body.size() == 1 ? body.get(0) : body))) {
                    batch.forEach(event -> answered.add(key(event)));
                    answeredSoFar = until;
                }
            }
        }

        // Mostly shots. Every tenth event is a goal, and the event after every fifth goal cancels it.
        private ObjectNode next() {
            int count = made.size();
            String team = count % 3 == 0 ? "away" : "home";
            int minute = 1 + count % 90;
            if (count % 50 == 41) {
                return made.get(count - 1).deepCopy().put("revision", 2).put("status", "cancelled");
            }
            return RetryingAgent.event(match, "event-" + count, count % 10 == 0 ? "goal" : "shot", team, minute)
                    .put("source", source + "-" + number)
                    .put("player", "Player " + count % 11);
        }

        private boolean until202(Function<AppProcess, HttpResponse<String>> request) {
            while (!failed) {
                List<AppProcess> processes = ingest;
                AppProcess process = processes.get(turn % processes.size());
                startSending();
                long startedAt = clock();
                Duration pause;
                try {
                    pause = again(request.apply(process));
                } catch (UncheckedIOException e) {
                    brokenConnections.incrementAndGet();
                    if (!(e.getCause() instanceof ConnectException)) {
                        brokenRequests.incrementAndGet();
                    }
                    pause = AFTER_BROKEN_CONNECTION;
                    turn++;
                } finally {
                    sending.decrementAndGet();
                }
                long now = clock();
                slowest.accumulateAndGet(now - startedAt, Math::max);
                if (pause == null) {
                    if (startedAt > faultOver && firstAccepted < faultOver) {
                        firstAccepted = now;
                    }
                    return true;
                }
                LockSupport.parkNanos(pause.toNanos());
            }
            return false;
        }

        private void startSending() {
            sending.incrementAndGet();
            while (paused && !failed) {
                sending.decrementAndGet();
                LockSupport.parkNanos(EVENTS_INTERVAL.toNanos() / 10);
                sending.incrementAndGet();
            }
        }

        private Duration again(HttpResponse<String> answer) {
            return switch (answer.statusCode()) {
                case 202 -> null;
                case 429, 503 -> {
                    refusals.computeIfAbsent(answer.statusCode(), status -> new AtomicInteger())
                            .incrementAndGet();
                    yield Duration.ofSeconds(answer.headers()
                            .firstValueAsLong("Retry-After")
                            .orElseThrow(() -> new AssertionError(answer.statusCode() + " without Retry-After")));
                }
                default -> throw new AssertionError(answer.statusCode() + " " + answer.body());
            };
        }
    }
}
