package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.AppCommand;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.Certificates;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.FaultTrial;
import dev.touchline.testing.Prerequisite;
import dev.touchline.testing.RealCluster;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.ResumingSseClient;
import dev.touchline.testing.UniqueIds;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of a cluster of three RabbitMQ nodes under load, with several processes of each role: no accepted report is lost or
 * duplicated, and none is accepted without a majority. All but the first case want {@code -Dtouchline.all-faults=true}.
 */
class ClusterFaultsIT {

    private static final Duration RECOVERY = Duration.ofSeconds(120);
    /** After the nodes are connected again: elections, a confirm timeout, and the checks of consumers. */
    private static final Duration AFTER_A_PARTITION = Duration.ofSeconds(45);
    /** Longer than the nodes take to notice that others do not answer. */
    private static final Duration HELD = Duration.ofSeconds(30);

    private static final List<String> QUEUES = List.of(
            Topology.STATISTICS_QUEUE,
            Topology.NOTIFICATIONS_QUEUE,
            Topology.UNROUTED_QUEUE,
            Topology.DEAD_LETTER_QUEUE);

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @TempDir
    Path folder;

    private RealDatabase database;
    private RealCluster cluster;
    private final List<AppProcess> ingest = new ArrayList<>();
    private final List<AppProcess> statistics = new ArrayList<>();
    private AppProcess live;
    private FaultTrial trial;
    private ResumingSseClient subscriber;

    private void start(RealCluster nodes, String fault) {
        cluster = resources.closeAfter(nodes);
        start(cluster.settings(), Map.of(), fault);
    }

    private void start(Map<String, String> broker, Map<String, String> settings, String fault) {
        database = resources.closeAfter(RealDatabase.running());
        Map<String, String> environment = new HashMap<>(broker);
        environment.putAll(settings);
        AppCommand declared = AppCommand.run(environment, "topology");
        assertEquals(0, declared.code(), declared::toString);
        for (int i = 1; i <= 2; i++) {
            ingest.add(launch("ingest-" + i, "ingest", environment));
            statistics.add(launch("statistics-" + i, "statistics", environment));
        }
        live = launch("live", "live,notification", environment);
        ingest.forEach(AppProcess::awaitReady);
        statistics.forEach(AppProcess::awaitReady);
        live.awaitReady();
        trial = resources.closeAfter(FaultTrial.start(fault, database, ingest.toArray(AppProcess[]::new)));
        trial.awaitAnswered(200);
        trial.awaitStored();
        subscriber = resources.closeAfter(
                ResumingSseClient.connect(live.at("/matches/" + trial.matches().get(0) + "/stream")));
    }

    private AppProcess launch(String name, String roles, Map<String, String> environment) {
        return resources.closeAfter(AppProcess.launch("cluster-" + name, roles, environment, database, Map.of()));
    }

    private static ConditionFactory eventually() {
        return await().atMost(RECOVERY).pollInterval(Duration.ofMillis(250));
    }

    private void finish() {
        statistics.forEach(AppProcess::awaitReady);
        ingest.forEach(AppProcess::awaitReady);
        live.awaitReady();
        trial.finish(statistics.get(0));
        String match = trial.matches().get(0);
        long last = live.get("/matches/" + match).path("seq").asLong();
        eventually().until(() -> subscriber.position() == last);
        assertTrue(subscriber.gapless(), () -> subscriber.updates().toString());
    }

    /** Connections are at random nodes: of about twenty, never all are at the same. */
    private void assertSpread() {
        Set<RealCluster.Node> connected = cluster.connected();
        assertTrue(connected.size() > 1, connected::toString);
    }

    private static void hold(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    // --- One node ----------------------------------------------------------------------------------------------------

    @Test
    void reportsSurviveTheLossOfEveryLeader() {
        start(RealCluster.running(0), "node killed that leads a queue, for each queue");
        Set<RealCluster.Node> leaders = new LinkedHashSet<>();
        QUEUES.forEach(queue -> leaders.add(cluster.leader(queue)));
        for (RealCluster.Node leader : leaders) {
            leader.awaitNotCritical();
            leader.kill();
            trial.faultOver();
            leader.start();
        }
        finish();
    }

    @Test
    void reportsSurviveTheLossOfEachNode() {
        Prerequisite.allFaults();
        start(RealCluster.running(0), "each node killed and started, one after the other");
        assertSpread();
        for (RealCluster.Node node : cluster.nodes()) {
            node.awaitNotCritical();
            node.kill();
            trial.awaitAnswered(200);
            node.start();
            trial.faultOver();
        }
        // Their connections are at the nodes that were left; those that open from now on are spread again.
        for (AppProcess process : List.of(ingest.get(1), statistics.get(1))) {
            process.stop();
        }
        ingest.set(1, resources.closeAfter(ingest.get(1).launchInItsPlace()));
        statistics.set(1, resources.closeAfter(statistics.get(1).launchInItsPlace()));
        trial.reportTo(ingest.toArray(AppProcess[]::new));
        finish();
    }

    @Test
    void reportsSurviveARollingRestartOfTheNodes() {
        Prerequisite.allFaults();
        start(RealCluster.running(0), "rolling restart of the nodes");
        for (RealCluster.Node node : cluster.nodes()) {
            node.stop();
            node.start();
            trial.faultOver();
        }
        finish();
    }

    @Test
    void reportsSurviveAPausedNode() {
        Prerequisite.allFaults();
        start(RealCluster.running(0), "leader paused for 30 s");
        RealCluster.Node leader = cluster.leader(Topology.STATISTICS_QUEUE);
        leader.pause();
        eventually().until(() -> cluster.leader(Topology.STATISTICS_QUEUE) != leader);
        trial.awaitAnswered(200);
        trial.awaitStored();
        hold(HELD);
        leader.resume();
        trial.faultOver();
        finish();
    }

    // --- No majority -------------------------------------------------------------------------------------------------

    @Test
    void nothingIsAcceptedWithoutAMajority() {
        Prerequisite.allFaults();
        start(RealCluster.running(0), "two of three nodes paused for 30 s");
        List<RealCluster.Node> paused = cluster.nodes().subList(1, 3);
        paused.forEach(RealCluster.Node::pause);
        int refused = trial.refused(503);
        eventually().until(() -> trial.refused(503) > refused);
        int before = trial.answered();
        hold(HELD);
        assertEquals(before, trial.answered(), "no report is accepted that only one node may have");
        HttpResponse<String> answer = ingest.get(0)
                .post("/events", EventBody.goal(UniqueIds.match(), "home", 1).json());
        assertEquals(503, answer.statusCode(), answer::body);
        assertEquals(200, ingest.get(0).status("/q/health/live"));
        paused.forEach(RealCluster.Node::resume);
        trial.faultOver();
        finish();
    }

    @Test
    void reportsSurviveAPartition() {
        Prerequisite.allFaults();
        start(RealCluster.running(0), "leader separated from the other nodes for 30 s");
        RealCluster.Node leader = cluster.leader(Topology.STATISTICS_QUEUE);
        leader.separate();
        eventually().until(() -> cluster.leader(Topology.STATISTICS_QUEUE) != leader);
        trial.awaitAnswered(200);
        trial.awaitStored();
        hold(HELD);
        cluster.heal();
        trial.faultOver();
        assertTrue(trial.recovery().compareTo(AFTER_A_PARTITION) < 0, () -> "all stored after " + trial.recovery());
        finish();
    }

    // --- Nodes that do not return ------------------------------------------------------------------------------------

    @Test
    void reportsSurviveNodesThatAreReplaced() {
        Prerequisite.allFaults();
        start(RealCluster.running(2), "two nodes lost for good, one after the other, and replaced");
        for (RealCluster.Node lost : cluster.nodes().subList(0, 2)) {
            cluster.add();
            lost.awaitNotCritical();
            lost.kill();
            trial.awaitAnswered(200);
            cluster.forget(lost);
            trial.faultOver();
        }
        finish();
    }

    // --- TLS ---------------------------------------------------------------------------------------------------------

    @Test
    void reportsSurviveTheLossOfANodeOverTls() {
        Prerequisite.allFaults();
        List<Certificates.Pem> certificates =
                Certificates.ofHosts(folder, "node", "127.0.0.2", "127.0.0.3", "127.0.0.4");
        cluster = resources.closeAfter(RealCluster.secured(certificates));
        Map<String, String> trusted = Map.of(
                "QUARKUS_TLS__RABBITMQ__TRUST_STORE_PEM_CERTS",
                certificates.get(0).authority().toString());
        start(cluster.secureSettings(), trusted, "node killed, with TLS");
        assertSpread();
        RealCluster.Node lost = cluster.nodes().get(0);
        lost.awaitNotCritical();
        lost.kill();
        trial.faultOver();
        lost.start();
        finish();
    }
}
