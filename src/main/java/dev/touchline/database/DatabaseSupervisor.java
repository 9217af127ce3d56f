package dev.touchline.database;

import dev.touchline.logging.ThrottledLog;
import dev.touchline.role.Dependency;
import dev.touchline.role.DependencyStatus;
import dev.touchline.role.Role;
import dev.touchline.role.RoleConfigSource;
import dev.touchline.role.SchemaReady;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Waits for the database without limit, migrates its schema, fires {@link SchemaReady}, and from then on probes the
 * database. While it does not answer, only the probe gets a connection. This runs on a thread of its own while the
 * application serves its health: waiting for a dependency is not a failed start.
 *
 * <p>In dev mode and tests, the first attempt is part of the start, so that the first request finds a schema and a
 * broken migration fails at once. A command makes one attempt and fails with it.
 */
@ApplicationScoped
class DatabaseSupervisor implements DependencyStatus {

    private static final Logger LOG = Logger.getLogger(DatabaseSupervisor.class);

    private static final Duration CONNECT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
    /** While the database is unavailable, so that a promoted standby is used soon. */
    private static final Duration RECOVERY_INTERVAL = Duration.ofMillis(250);
    /** Connections whose server has not answered for so long are given up: it may never answer. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(10);
    /** A failing migration takes its locks at each attempt, so the delay doubles up to {@link #MAX_RETRY}. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);

    private static final Duration MAX_RETRY = Duration.ofMinutes(5);
    private static final Duration REMINDER = Duration.ofMinutes(1);
    private static final int FAILED = 1;

    private final ThrottledLog warnings = new ThrottledLog(LOG);
    private final ThrottledLog waits = new ThrottledLog(LOG);
    private final Database database;
    private final BranchCheck branches;
    private final Instance<Flyway> flyway;
    private final Instance<AgroalDataSource> pool;
    private final Event<SchemaReady> schemaReady;
    private final Thread thread = new Thread(this::run, "database");
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile long waitingCommits;
    // Confined to the thread once it runs.
    private Probe probe;
    private boolean ready;
    private long answeredAt;
    private Duration retry = FIRST_RETRY;
    private String logged;
    private long loggedAt;

    DatabaseSupervisor(
            Database database,
            BranchCheck branches,
            Instance<Flyway> flyway,
            Instance<AgroalDataSource> pool,
            Event<SchemaReady> schemaReady) {
        this.database = database;
        this.branches = branches;
        this.flyway = flyway;
        this.pool = pool;
        this.schemaReady = schemaReady;
        thread.setDaemon(true);
    }

    @Override
    public Dependency dependency() {
        return Dependency.DATABASE;
    }

    @Override
    public Optional<String> unavailability(Role role) {
        return Optional.ofNullable(database.unavailability());
    }

    // After the channels are wired, since observers of SchemaReady publish.
    void start(
            @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event,
            @ConfigProperty(name = RoleConfigSource.DATABASE_ACTIVE, defaultValue = "true") boolean active,
            @ConfigProperty(name = RoleConfigSource.COMMAND) Optional<String> command,
            MeterRegistry metrics)
            throws SQLException {
        if (!active) {
            return;
        }
        probe = Probe.of(
                pool.get().getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration(), branches);
        if (command.isPresent()) {
            migrateAndUse();
            probe.close();
            return;
        }
        register(metrics);
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            migrateAtOnce();
        }
        thread.start();
    }

    private void register(MeterRegistry metrics) {
        Gauge.builder("touchline.database.branch", branches, check -> check.current()
                        .number())
                .description("The branch of the feed whose primary this process uses")
                .register(metrics);
        Gauge.builder("touchline.database.commits.waiting", this, supervisor -> supervisor.waitingCommits)
                .description("Commits that have waited for a synchronous standby for 5 s or longer")
                .register(metrics);
        // It exists before the first transaction.
        metrics.counter(Transactions.UNCONFIRMED);
    }

    void stop(@Observes ShutdownEvent event) {
        stop.countDown();
        thread.interrupt();
    }

    private void migrateAtOnce() {
        try {
            migrateAndUse();
            begin();
        } catch (SQLException e) {
            LOG.debugf("The database went away during the start: %s", e.getMessage());
        } catch (FlywayException e) {
            if (MigrationFailure.of(e).kind() != MigrationFailure.Kind.UNREACHABLE) {
                throw e;
            }
        }
    }

    private void migrateAndUse() throws SQLException {
        flyway.get().migrate();
        // Connections that were opened before the schema was migrated are of no branch.
        probe.close();
        probe.probe();
        pool.get().flush(AgroalDataSource.FlushMode.GRACEFUL);
        database.setUnavailability(null);
    }

    private void run() {
        try {
            while (!ready && !isStopped()) {
                migrate();
            }
            answeredAt = System.nanoTime();
            while (!isStopped()) {
                pause(database.unavailability() == null ? PROBE_INTERVAL : RECOVERY_INTERVAL);
                probe();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!isStopped()) {
                LOG.error("The process ends, because the supervision of the database failed; report the bug", e);
                Quarkus.asyncExit(FAILED);
            }
        } finally {
            probe.close();
        }
    }

    private void migrate() throws InterruptedException {
        MigrationFailure failure = attempt();
        if (isStopped()) {
            return;
        }
        if (failure == null) {
            begin();
            return;
        }
        database.setUnavailability(failure.reason());
        switch (failure.kind()) {
            case UNREACHABLE -> {
                warn("The database is unreachable and is retried every second: " + failure.reason());
                pause(CONNECT_INTERVAL);
            }
            case REFUSED -> {
                LOG.errorf(
                        "The database refuses the login, which is retried in %d s. Correct quarkus.datasource.username"
                                + " and .password: %s",
                        retry.toSeconds(), failure.reason());
                pauseForLonger();
            }
            case FAILED -> {
                LOG.errorf(
                        "The schema is unchanged, and this process is not ready: %s. It is retried in %d s; if it fails"
                                + " again, deploy the previous version (docs/operations.md, Migrations)",
                        failure.reason(), retry.toSeconds());
                pauseForLonger();
            }
            case INVALID -> {
                LOG.errorf(
                        "The process ends, because the schema history of the database does not fit the migrations of"
                                + " this version (docs/operations.md, Migrations): %s",
                        failure.reason());
                stop.countDown();
                Quarkus.asyncExit(FAILED);
            }
        }
    }

    private MigrationFailure attempt() {
        try {
            probe.probe();
            database.setUnavailability("the schema is being migrated, by this process or another one");
            migrateAndUse();
            return null;
        } catch (SQLException e) {
            return MigrationFailure.of(e);
        } catch (FlywayException e) {
            return MigrationFailure.of(e);
        }
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    // Ends early when the process stops.
    private void pause(Duration time) throws InterruptedException {
        stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void pauseForLonger() throws InterruptedException {
        pause(retry);
        Duration doubled = retry.multipliedBy(2);
        retry = doubled.compareTo(MAX_RETRY) < 0 ? doubled : MAX_RETRY;
    }

    private void begin() {
        ready = true;
        markAvailable();
        schemaReady.fire(new SchemaReady());
    }

    private void probe() {
        try {
            waitingCommits = probe.probe();
            answeredAt = System.nanoTime();
            if (database.unavailability() != null) {
                // Its connections may be broken, and would fail one request each.
                pool.get().flush(AgroalDataSource.FlushMode.GRACEFUL);
            }
            markAvailable();
            if (waitingCommits > 0) {
                waits.warn(
                        "%d commits have waited for a synchronous standby for 5 s or longer: start a standby, or change"
                                + " synchronous_standby_names (docs/operations.md, A standby)",
                        waitingCommits);
            }
        } catch (SQLException e) {
            String reason = MigrationFailure.of(e).reason();
            database.setUnavailability(reason);
            warn("The database is unavailable: " + reason);
            if (System.nanoTime() - answeredAt > MAX_SILENCE.toNanos()) {
                branches.abortAll();
            }
        }
    }

    private void markAvailable() {
        database.setUnavailability(null);
        if (logged != null) {
            LOG.info("The database is available");
            logged = null;
        }
    }

    // One line a minute while the database stays unavailable.
    private void warn(String message) {
        long now = System.nanoTime();
        if (!message.equals(logged) || now - loggedAt > REMINDER.toNanos()) {
            warnings.warn("%s", message);
            logged = message;
            loggedAt = now;
        }
    }
}
