package dev.touchline.live.competition;

import dev.touchline.competition.Fixture;
import dev.touchline.competition.Renaming;
import dev.touchline.competition.Stages;
import dev.touchline.competition.Standings;
import dev.touchline.competition.knockout.Bracket;
import dev.touchline.directory.Directory;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Stage;
import dev.touchline.http.Problem;
import dev.touchline.live.alias.AliasReader;
import dev.touchline.live.alias.AliasesView;
import dev.touchline.live.cache.ReadThroughCache;
import dev.touchline.live.competition.CompetitionReader.Competition;
import dev.touchline.live.competition.CompetitionReader.NotComputedException;
import dev.touchline.live.competition.CompetitionReader.Version;
import dev.touchline.live.directory.DirectoryReader;
import dev.touchline.live.directory.TeamView;
import dev.touchline.live.feed.LiveConfig;
import dev.touchline.live.scorer.ScorerReader;
import dev.touchline.live.scorer.ScorersView;
import dev.touchline.live.table.BracketView;
import dev.touchline.live.table.StandingsView;
import dev.touchline.sport.Sport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The tables of competitions. A table is computed when it is read for the first time after a change, on a few threads of
 * its own, and concurrent readers share the computation. Tables of large competitions are computed at intervals, because
 * they may change all the time. Methods block for a short query, never for a computation.
 */
@ApplicationScoped
class CompetitionTables {

    private static final Sport.Scorers GOALS = new Sport.Scorers("goals", null);

    /** Parallel computations; others' reads keep the rest of the processors and of the database. */
    private static final int THREADS = 2;

    private static final int MAX_WAITING = 100;
    private static final int MAX_CACHED = 1_000;
    /** Bytes of a key and references per value. */
    private static final int OVERHEAD = 500;

    private static final int LARGE_MATCHES = 1_000;
    private static final Duration LARGE_INTERVAL = Duration.ofSeconds(2);
    /** Maximum teams of a table: separating level teams is more than proportional work. */
    private static final int MAX_TEAMS = 1_000;
    /** Maximum matches that all tables count together; stages may carry over the same matches again and again. */
    private static final int MAX_COUNTED = 100_000;

    private final CompetitionReader reader;
    private final ScorerReader scorerReader;
    private final AliasReader aliasReader;
    private final DirectoryReader directory;
    private final ReadThroughCache<String, ReadVersion> versions =
            new ReadThroughCache<>(MAX_CACHED, (long) MAX_CACHED * OVERHEAD, version -> OVERHEAD);
    private final ReadThroughCache<Key, StandingsView> standings;
    private final ReadThroughCache<Key, BracketView> brackets;
    private final ReadThroughCache<Key, ScorersView> scorers;
    private final ReadThroughCache<Key, AliasesView> aliases;
    private final ThreadPoolExecutor threads;
    private final Timer computations;
    private final Counter refusals;

    private record Key(String competition, Version version, boolean live) {}

    /**
     * A version that was read.
     *
     * @param at {@link System#nanoTime} before it was read
     */
    private record ReadVersion(Version version, long at) {
        boolean isCurrent(long now) {
            boolean large = version.matches() > LARGE_MATCHES;
            return at - now >= 0 || large && now - at < LARGE_INTERVAL.toNanos();
        }
    }

    CompetitionTables(
            CompetitionReader reader,
            ScorerReader scorerReader,
            AliasReader aliasReader,
            DirectoryReader directory,
            LiveConfig config,
            MeterRegistry metrics) {
        this.reader = reader;
        this.scorerReader = scorerReader;
        this.aliasReader = aliasReader;
        this.directory = directory;
        // A fifth of the memory for reads, of which MatchCache has the rest.
        long quarter = config.maxCacheSize().bytes() / 5 / 4;
        this.standings = new ReadThroughCache<>(MAX_CACHED, quarter, view -> view.bytes() + OVERHEAD);
        this.brackets = new ReadThroughCache<>(MAX_CACHED, quarter, view -> view.bytes() + OVERHEAD);
        this.scorers = new ReadThroughCache<>(MAX_CACHED, quarter, view -> view.bytes() + OVERHEAD);
        this.aliases = new ReadThroughCache<>(MAX_CACHED, quarter, view -> view.bytes() + OVERHEAD);
        this.computations = metrics.timer("touchline.live.tables.computed");
        this.refusals = metrics.counter("touchline.live.tables.refused");
        ThreadFactory daemons = task -> {
            Thread thread = Executors.defaultThreadFactory().newThread(task);
            thread.setName("tables-" + thread.getId());
            thread.setDaemon(true);
            return thread;
        };
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MAX_WAITING), daemons);
        threads.allowCoreThreadTimeOut(true);
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    /**
     * The standings with all tables; empty if there is no such competition.
     *
     * @param live whether matches in progress count
     */
    CompletableFuture<Optional<StandingsView>> standings(String id, boolean live) {
        return table(id, live, standings, version -> {
            Competition competition = reader.competition(id).orElse(null);
            return competition == null ? null : standings(competition, version, live);
        });
    }

    /** The knock-outs with all rounds; empty if there is no such competition. */
    CompletableFuture<Optional<BracketView>> bracket(String id) {
        return table(id, false, brackets, version -> {
            Competition competition = reader.competition(id).orElse(null);
            return competition == null ? null : bracket(competition, version);
        });
    }

    /** All listed scorers; empty if there is no such competition. */
    CompletableFuture<Optional<ScorersView>> scorers(String id) {
        return table(id, false, scorers, version -> {
            Competition competition = reader.competition(id).orElse(null);
            return competition == null ? null : scorers(competition, version);
        });
    }

    /** All likely aliases; empty if there is no such competition. */
    CompletableFuture<Optional<AliasesView>> aliases(String id) {
        return table(id, false, aliases, version -> {
            Competition competition = reader.competition(id).orElse(null);
            return competition == null ? null : aliases(competition, version);
        });
    }

    private interface Computation<V> {
        V of(Version version);
    }

    private <V> CompletableFuture<Optional<V>> table(
            String id, boolean live, ReadThroughCache<Key, V> cache, Computation<V> computation) {
        Optional<Version> version = version(id);
        if (version.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Supplier<Optional<V>> timed =
                () -> Optional.ofNullable(computations.record(() -> computation.of(version.get())));
        return cache.get(new Key(id, version.get(), live), timed, threads).exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof RejectedExecutionException) {
                refusals.increment();
                throw Problem.Kind.UNAVAILABLE.exception("Too many tables are being computed.", Duration.ofSeconds(1));
            }
            throw cause instanceof RuntimeException exception ? exception : new CompletionException(cause);
        });
    }

    private Optional<Version> version(String id) {
        long now = System.nanoTime();
        Supplier<Optional<ReadVersion>> read = () -> {
            long at = System.nanoTime();
            return reader.version(id).map(version -> new ReadVersion(version, at));
        };
        Optional<ReadVersion> found = versions.get(id, read);
        if (found.isPresent() && !found.get().isCurrent(now)) {
            versions.invalidate(id);
            found = versions.get(id, read);
        }
        return found.map(ReadVersion::version);
    }

    private StandingsView standings(Competition competition, Version version, boolean live) {
        CompetitionDefinition definition = competition.definition();
        try {
            Named named = named(competition, version);
            Stages stages = named.stages();
            requireComputable(stages);
            Standings standings = Standings.compute(
                    stages, named.definition().rules(), named.definition().deductions(), live);
            return StandingsView.of(named.definition(), stages, standings, live).withTeams(named.teams());
        } catch (NotComputedException e) {
            return StandingsView.notComputed(definition, live, e.getMessage());
        }
    }

    private BracketView bracket(Competition competition, Version version) {
        CompetitionDefinition definition = competition.definition();
        try {
            Named named = named(competition, version);
            Stages stages = named.stages();
            if (Bracket.needsTables(stages)) {
                requireComputable(stages);
            }
            Bracket bracket = Bracket.compute(
                    stages, named.definition().rules(), named.definition().deductions());
            return BracketView.of(named.definition(), stages, bracket).withTeams(named.teams());
        } catch (NotComputedException e) {
            return BracketView.notComputed(definition, e.getMessage());
        }
    }

    /**
     * A competition in which the names of one team are one name.
     *
     * @param teams those that have an entry
     */
    private record Named(CompetitionDefinition definition, Stages stages, List<TeamView> teams) {}

    private Named named(Competition competition, Version version) {
        requireComputable(version);
        CompetitionDefinition definition = competition.definition();
        List<Fixture> fixtures = reader.fixtures(competition);
        Set<String> reported = Renaming.teams(definition, fixtures);
        Directory names = directory.directory(reported, List.of());
        if (names.isEmpty()) {
            return new Named(definition, Stages.of(definition, fixtures), List.of());
        }
        Renaming renaming = new Renaming(name -> names.teamName(name, definition.sport()));
        CompetitionDefinition renamed = renaming.of(definition);
        List<TeamView> teams = reported.stream()
                .flatMap(name -> names.team(name, definition.sport()).stream())
                .distinct()
                .map(team -> TeamView.of(team, names))
                .sorted(Comparator.comparing(TeamView::name))
                .toList();
        List<Fixture> ofTeams = fixtures.stream().map(renaming::of).toList();
        return new Named(renamed, Stages.of(renamed, ofTeams), teams);
    }

    private static void requireComputable(Version version) {
        if (version.matches() > CompetitionReader.MAX_MATCHES) {
            throw CompetitionReader.tooManyMatches();
        }
    }

    private static void requireComputable(Stages stages) {
        if (stages.counted() > MAX_COUNTED) {
            throw new NotComputedException("The stages carry over more than %,d matches.".formatted(MAX_COUNTED));
        }
        for (Stages.Part part : stages.parts()) {
            if (part.stage().kind() == Stage.Kind.TABLE) {
                requireComputable(part.fixtures());
            }
        }
    }

    private static void requireComputable(List<Fixture> fixtures) {
        Map<String, Set<String>> teams = new HashMap<>();
        for (Fixture fixture : fixtures) {
            Set<String> ofGroup = teams.computeIfAbsent(fixture.group(), group -> new HashSet<>());
            ofGroup.add(fixture.home());
            ofGroup.add(fixture.away());
            if (ofGroup.size() > MAX_TEAMS) {
                throw new NotComputedException("A table has more than %,d teams.".formatted(MAX_TEAMS));
            }
        }
    }

    private AliasesView aliases(Competition competition, Version version) {
        try {
            requireComputable(version);
            CompetitionDefinition definition = competition.definition();
            return aliasReader.aliases(definition.competition(), definition.sport());
        } catch (NotComputedException e) {
            return AliasesView.notComputed(e.getMessage());
        }
    }

    private ScorersView scorers(Competition competition, Version version) {
        Sport.Scorers counted =
                competition.sport() == null ? GOALS : competition.sport().scorers();
        try {
            requireComputable(version);
            CompetitionDefinition definition = competition.definition();
            return scorerReader.scorers(
                    definition.competition(), definition.sport(), counted, CompetitionReader.COUNTED_MATCHES);
        } catch (NotComputedException e) {
            return ScorersView.notComputed(e.getMessage());
        }
    }
}
