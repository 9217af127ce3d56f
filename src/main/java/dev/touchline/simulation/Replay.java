package dev.touchline.simulation;

import dev.touchline.simulation.Tournament.Fixture;
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
import java.util.function.BooleanSupplier;

/** Plays a tournament as its results have it, match by match in the order of the kick-offs. */
final class Replay {

    // Together with a date and hyphens, three of them fit into the 200 characters of an id.
    private static final int LONGEST_SLUG = 60;

    private final String competition;
    private final List<MatchScript> scripts;

    Replay(Tournament tournament) {
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
        if (slug.codePointCount(0, slug.length()) > LONGEST_SLUG) {
            slug = slug.substring(0, slug.offsetByCodePoints(0, LONGEST_SLUG));
        }
        return slug.isEmpty() ? "x" : slug;
    }

    /** Plays everything as fast as the answers come, so many matches at once. */
    Uni<Outcome> withoutWaiting(Agent agent, int parallel, BooleanSupplier stopped) {
        return Multi.createFrom()
                .iterable(scripts)
                .onItem()
                .transformToUni(script -> stopped.getAsBoolean()
                        ? Uni.createFrom().voidItem()
                        : agent.announce(script.match(), script.announcement())
                                .flatMap(announced -> play(
                                        script, agent, step -> Uni.createFrom().voidItem(), stopped)))
                .merge(parallel)
                .collect()
                .asList()
                .map(done -> outcome(agent));
    }

    /**
     * Announces everything, then plays with match time compressed. Matches that overlapped do so again; the hours in
     * which nobody played are left out.
     *
     * @param speed how many seconds of match time pass in a second
     */
    Uni<Outcome> inTime(Agent agent, double speed, int parallel, BooleanSupplier stopped) {
        Map<Instant, Duration> starts = starts();
        return Multi.createFrom()
                .iterable(scripts)
                .onItem()
                .transformToUni(script -> agent.announce(script.match(), script.announcement()))
                .merge(parallel)
                .collect()
                .asList()
                .flatMap(announced -> {
                    long begun = System.nanoTime();
                    return Multi.createFrom()
                            .iterable(scripts)
                            .onItem()
                            .transformToUni(script -> {
                                Duration start = starts.get(script.fixture().kickOff());
                                return play(
                                        script, agent, step -> until(begun, start.plus(step.after()), speed), stopped);
                            })
                            .merge(Math.max(1, scripts.size()))
                            .collect()
                            .asList();
                })
                .map(done -> outcome(agent));
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

    private static Uni<Void> until(long begun, Duration matchTime, double speed) {
        long wait = (long) (matchTime.toNanos() / speed) - (System.nanoTime() - begun);
        Uni<Void> now = Uni.createFrom().voidItem();
        return wait < 1_000_000 ? now : now.onItem().delayIt().by(Duration.ofNanos(wait));
    }

    @FunctionalInterface
    private interface Pace {
        Uni<Void> before(MatchScript.Step step);
    }

    private static Uni<Void> play(MatchScript script, Agent agent, Pace pace, BooleanSupplier stopped) {
        return Multi.createFrom()
                .iterable(script.steps())
                .onItem()
                .transformToUniAndConcatenate(step -> stopped.getAsBoolean()
                        ? Uni.createFrom().voidItem()
                        : pace.before(step)
                                .flatMap(due -> stopped.getAsBoolean()
                                        ? Uni.createFrom().voidItem()
                                        : agent.report(step.event())))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Outcome outcome(Agent agent) {
        return new Outcome(
                competition,
                scripts.size(),
                agent.sent(),
                agent.accepted(),
                agent.refused(),
                agent.retried(),
                scripts.stream().map(MatchScript::note).filter(Objects::nonNull).toList());
    }
}
