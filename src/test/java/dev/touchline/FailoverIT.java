package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.AppCommand;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.FaultTrial;
import dev.touchline.testing.HeadlineReader;
import dev.touchline.testing.HeadlineReader.Headline;
import dev.touchline.testing.Prerequisite;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.ResumingSseClient;
import dev.touchline.testing.ResumingSseClient.Frame;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A standby takes the place of the primary: with a synchronous standby no accepted report is lost or duplicated, and with an
 * asynchronous one the lost reports are noticed and stored again when they are repeated. {@code -Dtouchline.all-faults=true}
 * adds the cases but the first.
 */
class FailoverIT {

    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final Duration HELD = Duration.ofSeconds(10);
    /** Waits that are interrupted in each of two ways. */
    private static final int INTERRUPTED = 10;

    private static final int LOST = 400;

    private static RealBroker broker;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    private RealDatabase primary;
    private RealDatabase standby;
    private AppProcess app;

    @BeforeAll
    static void startBroker() {
        broker = RealBroker.running();
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    private void start() {
        primary = resources.closeAfter(RealDatabase.primary());
        standby = resources.closeAfter(primary.standby());
        app = resources.closeAfter(AppProcess.launch(
                "failover",
                "ingest,statistics,live,notification",
                broker,
                primary,
                RealDatabase.settings(primary, standby)));
        app.awaitReady();
        standby.start();
        primary.awaitStandby();
    }

    private FaultTrial startTrial(String fault) {
        FaultTrial trial = resources.closeAfter(FaultTrial.start(fault, primary, app));
        trial.awaitAnswered(200);
        return trial;
    }

    private static ConditionFactory eventually() {
        return await().atMost(RECOVERY).pollInterval(Duration.ofMillis(100));
    }

    private ResumingSseClient follow(FaultTrial trial) {
        return resources.closeAfter(
                ResumingSseClient.connect(app.at("/matches/" + trial.matches().get(0) + "/stream")));
    }

    private void awaitBranch(int number) {
        eventually().until(() -> app.metrics().value("touchline_database_branch") == number);
    }

    private void awaitEndOf(ResumingSseClient subscriber, FaultTrial trial) {
        long last = app.get("/matches/" + trial.matches().get(0)).path("seq").asLong();
        eventually().until(() -> subscriber.position() == last);
    }

    // --- A synchronous standby ---------------------------------------------------------------------------------------

    @Test
    void promotedSynchronousStandbyHasEveryAcceptedReport() {
        start();
        primary.requireStandby();
        FaultTrial trial = startTrial("primary killed, synchronous standby promoted");
        ResumingSseClient subscriber = follow(trial);
        primary.kill();
        eventually().until(() -> app.status("/q/health/ready") == 503);
        assertEquals(200, app.status("/q/health/live"));
        standby.promote();
        trial.compareWith(standby);
        trial.faultOver();
        awaitBranch(2);
        trial.finish(app);
        awaitEndOf(subscriber, trial);
        assertTrue(subscriber.gapless(), () -> "updates: " + subscriber.updates());
        assertFalse(app.output().contains("are not in the database"), "no update is lost");

        AppCommand begun = AppCommand.run(standby.settings(), "branch");
        assertEquals(0, begun.code(), begun::toString);
        assertTrue(begun.out().get(0).startsWith("Branch 3 of the feed begins"), begun::toString);
        eventually().until(() -> app.output().contains("began branch 3 of the feed"));
    }

    @Test
    void formerPrimaryBesideTheNewOneStoresNothing() {
        Prerequisite.allFaults();
        start();
        primary.requireStandby();
        FaultTrial trial = startTrial("primary paused, synchronous standby promoted, primary resumed beside it");
        primary.pause();
        standby.promote();
        trial.compareWith(standby);
        trial.faultOver();
        awaitBranch(2);
        primary.resume();
        List<Long> stored = primary.column(Long.class, "SELECT count(*) FROM event");
        await().pollInterval(Duration.ofMillis(500))
                .during(HELD)
                .atMost(RECOVERY)
                .until(() -> app.status("/q/health/ready") == 200);
        assertEquals(stored, primary.column(Long.class, "SELECT count(*) FROM event"), "the former primary");
        AppProcess later = resources
                .closeAfter(AppProcess.launch(
                        "failover-later", "statistics", broker, primary, RealDatabase.settings(primary, standby)))
                .awaitReady();
        assertEquals(2, later.metrics().value("touchline_database_branch"), "it finds the later primary");
        trial.finish(app);
        assertEquals(stored, primary.column(Long.class, "SELECT count(*) FROM event"), "the former primary");
    }

    @Test
    void commitThatDidNotWaitForTheStandbyIsRepeated() {
        Prerequisite.allFaults();
        start();
        primary.requireStandby();
        FaultTrial trial = startTrial("waits for the standby cancelled, standby promoted");
        trial.awaitStored();
        standby.disconnect();
        AtomicLong cancelled = new AtomicLong();
        AtomicLong terminated = new AtomicLong();
        eventually().until(() -> cancelled.addAndGet(primary.interruptWaits("pg_cancel_backend")) >= INTERRUPTED);
        eventually().until(() -> terminated.addAndGet(primary.interruptWaits("pg_terminate_backend")) >= INTERRUPTED);
        double unconfirmed = app.metrics().value("touchline_database_commits_unconfirmed_total");
        System.out.printf(
                "%s waits cancelled and %s ended, %.0f commits unconfirmed%n", cancelled, terminated, unconfirmed);
        assertTrue(unconfirmed > 0, "commits did not wait");
        long atFormer = primary.column(Long.class, "SELECT count(*) FROM event").get(0);
        primary.kill();
        standby.promote();
        trial.compareWith(standby);
        long atNew = standby.column(Long.class, "SELECT count(*) FROM event").get(0);
        assertTrue(atNew < atFormer, () -> atNew + " events at the standby, " + atFormer + " at the primary");
        trial.faultOver();
        trial.finish(app);
    }

    @Test
    void reportsWaitForTheStandbyOfAPromotedOne() {
        Prerequisite.allFaults();
        start();
        primary.requireStandby();
        FaultTrial trial = startTrial("primary killed, the promoted standby lacks one of its own for 10 s");
        standby.requireStandby();
        primary.kill();
        standby.promote();
        trial.compareWith(standby);
        awaitBranch(2);
        eventually().until(() -> app.metrics().value("touchline_database_commits_waiting") > 0);
        List<Long> stored = standby.column(Long.class, "SELECT count(*) FROM event");
        int answered = trial.answered();
        await().pollInterval(Duration.ofMillis(500))
                .during(HELD)
                .atMost(RECOVERY)
                .until(() -> app.status("/q/health/live") == 200
                        && stored.equals(standby.column(Long.class, "SELECT count(*) FROM event")));
        assertTrue(trial.answered() > answered, "reports are accepted meanwhile");
        standby.requireNoStandby();
        trial.faultOver();
        trial.finish(app);
    }

    // --- An asynchronous standby -------------------------------------------------------------------------------------

    @Test
    void reportsThatAnAsynchronousStandbyLacksAreNoticedAndRepeated() {
        Prerequisite.allFaults();
        start();
        FaultTrial trial = startTrial("primary killed, asynchronous standby promoted, its missing reports repeated");
        HeadlineReader headlines = resources.closeAfter(HeadlineReader.of(broker, "#"));
        ResumingSseClient subscriber = follow(trial);
        trial.awaitStored();
        standby.disconnect();
        trial.awaitAnswered(LOST);
        trial.awaitStored();
        primary.kill();
        standby.promote();
        trial.compareWith(standby);
        awaitBranch(2);
        eventually().until(() -> app.metrics().value("touchline_live_updates_lost_total") >= LOST);
        assertTrue(app.output().contains("Have the sources repeat their reports"), "the log says so");
        System.out.printf(
                "%.0f updates lost with the primary%n", app.metrics().value("touchline_live_updates_lost_total"));
        trial.repeatAll();
        trial.faultOver();
        trial.finish(app);
        awaitEndOf(subscriber, trial);
        assertAll(
                () -> assertTrue(newSnapshots(subscriber) >= 1, "the stream begins anew"),
                () -> assertEquals(Map.of(), repeatedWithOtherContent(headlines), "headlines"));
    }

    /** The number of snapshots after the first one; between them, updates follow one another. */
    private static int newSnapshots(ResumingSseClient subscriber) {
        int snapshots = -1;
        long before = -1;
        for (Frame frame : subscriber.frames()) {
            if (frame.update()) {
                assertEquals(before + 1, frame.id(), "there is no gap");
            } else {
                assertFalse(frame.data().path("resumed").asBoolean(true), "the snapshot says what it is");
                snapshots++;
            }
            before = frame.id();
        }
        return snapshots;
    }

    private static Map<String, String> repeatedWithOtherContent(HeadlineReader reader) {
        Map<String, String> bodies = new HashMap<>();
        Map<String, String> different = new HashMap<>();
        for (Headline headline : reader.headlines()) {
            String before = bodies.put(headline.id(), headline.body());
            if (before != null && !before.equals(headline.body())) {
                different.put(headline.id(), headline.body());
            }
        }
        return different;
    }
}
