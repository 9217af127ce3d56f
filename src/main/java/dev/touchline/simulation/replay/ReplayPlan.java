package dev.touchline.simulation.replay;

import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.agent.ScheduledEvent;
import dev.touchline.simulation.plan.SimulationPlan;
import dev.touchline.simulation.replay.Tournament.Fixture;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** Plays a tournament as its results have it, match by match in the order of the kick-offs. */
public final class ReplayPlan implements SimulationPlan {

    public static final String KIND = "replay";

    // Together with a date and hyphens, three of them fit into the 200 characters of an id.
    private static final int MAX_SLUG_LENGTH = 60;

    private final String competition;
    private final List<MatchScript> scripts;
    private final double speed;
    private final int parallel;

    /**
     * Writes the scripts.
     *
     * @param speed how many seconds of match time pass in a second, or infinity to send without waiting
     * @param parallel how many matches are played at once when there is no waiting
     */
    public ReplayPlan(Tournament tournament, double speed, int parallel) {
        this.speed = speed;
        this.parallel = parallel;
        competition = slug(tournament.name());
        List<MatchScript> written = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        for (Fixture fixture : tournament.fixtures()) {
            String id = id(fixture);
            int times = taken.merge(id, 1, Integer::sum);
            written.add(MatchScript.of(times == 1 ? id : id + "-" + times, competition, fixture));
        }
        written.sort(Comparator.comparing(script -> script.fixture().kickOff()));
        scripts = List.copyOf(written);
    }

    /**
     * How it went.
     *
     * @param competition the id under which the matches are found
     * @param matches how many matches the file has
     * @param sent how many reports were sent, announcements included
     * @param accepted how many of them were answered 202
     * @param refused how many were given up
     * @param retried how often something was sent again
     * @param notes where the file contradicts itself, and what was done about it
     */
    public record Outcome(
            String competition, int matches, int sent, int accepted, int refused, int retried, List<String> notes) {}

    /** What the matches are called: {@code world-cup-2022-2022-12-18-argentina-france}. */
    private String id(Fixture fixture) {
        String date = fixture.kickOff().atOffset(ZoneOffset.UTC).toLocalDate().toString();
        return competition + "-" + date + "-" + slug(fixture.home()) + "-" + slug(fixture.away());
    }

    /** Letters and digits without their marks, joined by hyphens. */
    static String slug(String name) {
        String bare = Normalizer.normalize(name, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        String slug = Normalizer.normalize(bare, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        if (slug.codePointCount(0, slug.length()) > MAX_SLUG_LENGTH) {
            slug = slug.substring(0, slug.offsetByCodePoints(0, MAX_SLUG_LENGTH));
        }
        return slug.isEmpty() ? "x" : slug;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String name() {
        return competition;
    }

    @Override
    public Long seed() {
        return null;
    }

    @Override
    public long reports() {
        return scripts.stream().mapToLong(script -> 1 + script.steps().size()).sum();
    }

    @Override
    public List<String> notes() {
        return scripts.stream().map(MatchScript::note).filter(Objects::nonNull).toList();
    }

    @Override
    public Uni<Void> play(Agent agent) {
        return Double.isInfinite(speed) ? playAtOnce(agent) : playOnSchedule(agent);
    }

    private Uni<Void> playAtOnce(Agent agent) {
        return Multi.createFrom()
                .iterable(scripts)
                .onItem()
                .transformToUni(script -> announce(script, agent)
                        .flatMap(announced -> SimulationPlan.sendOnSchedule(
                                steps(script, step -> Duration.ZERO), agent, System.nanoTime())))
                .merge(parallel)
                .onItem()
                .ignoreAsUni();
    }

    // Announces everything first. Matches that overlapped do so again; the hours in which nobody played are left out.
    private Uni<Void> playOnSchedule(Agent agent) {
        Map<Instant, Duration> starts = starts();
        return Multi.createFrom()
                .iterable(scripts)
                .onItem()
                .transformToUni(script -> announce(script, agent))
                .merge(parallel)
                .onItem()
                .ignoreAsUni()
                .flatMap(announced -> {
                    long startedAt = System.nanoTime();
                    return Multi.createFrom()
                            .iterable(scripts)
                            .onItem()
                            .transformToUni(script -> {
                                Duration start = starts.get(script.fixture().kickOff());
                                return SimulationPlan.sendOnSchedule(
                                        steps(script, step -> scaled(start.plus(step.after()))), agent, startedAt);
                            })
                            .merge(Math.max(1, scripts.size()))
                            .onItem()
                            .ignoreAsUni();
                });
    }

    private static Uni<Void> announce(MatchScript script, Agent agent) {
        return agent.announce(script.match(), script.announcement());
    }

    private Duration scaled(Duration matchTime) {
        return Duration.ofNanos((long) (matchTime.toNanos() / speed));
    }

    private static Iterable<ScheduledEvent> steps(MatchScript script, Function<MatchScript.Step, Duration> due) {
        return () -> script.steps().stream()
                .map(step -> new ScheduledEvent(due.apply(step), step::event))
                .iterator();
    }

    // Each kick-off comes after the one before it by as much as it did, or as soon as that match is over.
    private Map<Instant, Duration> starts() {
        TreeMap<Instant, Duration> durations = new TreeMap<>();
        scripts.forEach(script ->
                durations.merge(script.fixture().kickOff(), script.duration(), (a, b) -> a.compareTo(b) > 0 ? a : b));
        Map<Instant, Duration> starts = new HashMap<>();
        Duration start = Duration.ZERO;
        Instant before = null;
        for (Map.Entry<Instant, Duration> kickOff : durations.entrySet()) {
            if (before != null) {
                Duration apart = Duration.between(before, kickOff.getKey());
                Duration played = durations.get(before).plusMinutes(1);
                start = start.plus(apart.compareTo(played) < 0 ? apart : played);
            }
            starts.put(kickOff.getKey(), start);
            before = kickOff.getKey();
        }
        return starts;
    }

    /** How it went. */
    public Outcome outcome(Agent agent) {
        return new Outcome(
                competition, scripts.size(), agent.sent(), agent.accepted(), agent.refused(), agent.retried(), notes());
    }
}
