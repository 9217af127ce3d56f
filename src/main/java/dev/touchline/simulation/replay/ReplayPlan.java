package dev.touchline.simulation.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.agent.ScheduledEvent;
import dev.touchline.simulation.plan.SimulationPlan;
import dev.touchline.simulation.replay.Tournament.Fixture;
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

/**
 * Replays a tournament from its results.
 *
 * @param name the id of the competition
 * @param definition of the competition with its inferred stages; null without any
 * @param scripts in the order of the kick-offs
 * @param inferred what was inferred about the stages
 * @param aliases the spellings that are certainly of one player of a team
 * @param speed seconds of match time per second, or infinity to send without waiting
 * @param parallel the number of matches at a time without waiting
 */
public record ReplayPlan(
        String name,
        ObjectNode definition,
        List<MatchScript> scripts,
        List<String> inferred,
        List<ObjectNode> aliases,
        double speed,
        int parallel)
        implements SimulationPlan {

    public static final String KIND = "replay";

    // Three slugs, a date and hyphens fit into the 200 characters of an id.
    private static final int MAX_SLUG_LENGTH = 60;

    /** Plans the replay of a tournament. */
    public ReplayPlan(Tournament tournament, double speed, int parallel) {
        this(TournamentStages.of(tournament), speed, parallel);
    }

    private ReplayPlan(InferredStages stages, double speed, int parallel) {
        this(
                slug(stages.tournament().name()),
                stages.definition(),
                scripts(stages.tournament()),
                stages.findings(),
                speed,
                parallel);
    }

    private ReplayPlan(
            String name,
            ObjectNode definition,
            List<MatchScript> scripts,
            List<String> inferred,
            double speed,
            int parallel) {
        this(name, definition, scripts, inferred, CertainAliases.of(scripts), speed, parallel);
    }

    private static List<MatchScript> scripts(Tournament tournament) {
        String competition = slug(tournament.name());
        List<MatchScript> inOrder = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Fixture fixture : tournament.fixtures()) {
            String id = id(competition, fixture);
            int count = counts.merge(id, 1, Integer::sum);
            inOrder.add(MatchScript.of(count == 1 ? id : id + "-" + count, competition, fixture));
        }
        inOrder.sort(Comparator.comparing(script -> script.fixture().kickOff()));
        return List.copyOf(inOrder);
    }

    /**
     * The result of a replay.
     *
     * @param sent the number of reports, announcements included
     * @param accepted the number of reports with the response 202
     * @param notes contradictions in the file and how they were resolved
     * @param inferred what was inferred about the stages of the competition
     */
    public record Outcome(
            String competition,
            int matches,
            int sent,
            int accepted,
            int refused,
            int retried,
            List<String> notes,
            List<String> inferred) {}

    // For example world-cup-2022-2022-12-18-argentina-france
    private static String id(String competition, Fixture fixture) {
        String date = fixture.kickOff().atOffset(ZoneOffset.UTC).toLocalDate().toString();
        return competition + "-" + date + "-" + slug(fixture.home()) + "-" + slug(fixture.away());
    }

    /** Letters and digits without diacritics, joined by hyphens. */
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
    public Long seed() {
        return null;
    }

    @Override
    public long reports() {
        return scripts.stream().mapToLong(script -> 1 + script.steps().size()).sum()
                + (definition == null ? 0 : 1)
                + aliases.size();
    }

    @Override
    public List<String> notes() {
        return scripts.stream().map(MatchScript::note).filter(Objects::nonNull).toList();
    }

    @Override
    public Uni<Void> play(Agent agent) {
        Uni<Void> matches = Double.isInfinite(speed) ? playAtOnce(agent) : playOnSchedule(agent);
        // The aliases last, so that a target that permits none has all matches.
        Uni<Void> reports = aliases.isEmpty()
                ? matches
                : matches.chain(played -> SimulationPlan.playAll(aliases, 1, alias -> agent.accept(name, alias)));
        return definition == null
                ? reports
                : Uni.join()
                        .all(agent.define(name, definition), reports)
                        .andFailFast()
                        .replaceWithVoid();
    }

    private Uni<Void> playAtOnce(Agent agent) {
        return SimulationPlan.playAll(
                scripts, parallel, script -> announce(script, agent).flatMap(announced -> {
                    Iterable<ScheduledEvent> steps = steps(script, step -> Duration.ZERO);
                    return SimulationPlan.sendOnSchedule(steps, agent, System.nanoTime());
                }));
    }

    // Announces all matches first. Overlapping matches overlap again; hours without a match are skipped.
    private Uni<Void> playOnSchedule(Agent agent) {
        Map<Instant, Duration> starts = starts();
        return SimulationPlan.playAll(scripts, parallel, script -> announce(script, agent))
                .flatMap(announced -> {
                    long startedAt = System.nanoTime();
                    return SimulationPlan.playAll(scripts, Math.max(1, scripts.size()), script -> {
                        Duration start = starts.get(script.fixture().kickOff());
                        Iterable<ScheduledEvent> steps = steps(script, step -> scaled(start.plus(step.after())));
                        return SimulationPlan.sendOnSchedule(steps, agent, startedAt);
                    });
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

    // Keeps the interval between two kick-offs, but at most the duration of the earlier match.
    private Map<Instant, Duration> starts() {
        TreeMap<Instant, Duration> durations = new TreeMap<>();
        scripts.forEach(script ->
                durations.merge(script.fixture().kickOff(), script.duration(), (a, b) -> a.compareTo(b) > 0 ? a : b));
        Map<Instant, Duration> starts = new HashMap<>();
        Duration start = Duration.ZERO;
        Instant previous = null;
        for (Map.Entry<Instant, Duration> kickOff : durations.entrySet()) {
            if (previous != null) {
                Duration interval = Duration.between(previous, kickOff.getKey());
                Duration played = durations.get(previous).plusMinutes(1);
                start = start.plus(interval.compareTo(played) < 0 ? interval : played);
            }
            starts.put(kickOff.getKey(), start);
            previous = kickOff.getKey();
        }
        return starts;
    }

    public Outcome outcome(Agent agent) {
        return new Outcome(
                name,
                scripts.size(),
                agent.sent(),
                agent.accepted(),
                agent.refused(),
                agent.retried(),
                notes(),
                inferred);
    }
}
