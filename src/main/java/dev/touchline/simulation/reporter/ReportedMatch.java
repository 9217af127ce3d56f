package dev.touchline.simulation.reporter;

import dev.touchline.simulation.agent.SimulatedReport;
import dev.touchline.simulation.plan.ErrorRates;
import dev.touchline.simulation.plan.MatchPlan;
import dev.touchline.simulation.plan.MatchPlan.Entry;
import dev.touchline.simulation.plan.Playbook;
import dev.touchline.simulation.plan.SeededRandom;
import dev.touchline.simulation.plan.TrueIncident;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A match that four imperfect reporters report, each of them all kinds of incidents. It depends only on the seed and the
 * rates, ids included. Beside the errors with a rate:
 *
 * <ul>
 *   <li>one of the reporters is silent after two thirds of the regular time;
 *   <li>{@code scout-2} spells the names of players in another way;
 *   <li>{@code camera-1} knows no names, and reports a goal that was none.
 * </ul>
 *
 * @param truth the match with one faultless report of every incident
 * @param reports the reports of each of {@link #REPORTERS}, in sending order
 * @param incidents every incident in the order of the match, then the phantom
 * @param silent the reporter that is silent from {@code silentFrom} on
 * @param silentFrom a minute on the match clock
 */
public record ReportedMatch(
        MatchPlan truth, List<List<Entry>> reports, List<TrueIncident> incidents, String silent, int silentFrom) {

    /** The sources of the reporters, by their rank. Every one of them numbers its incidents from 1. */
    static final List<String> REPORTERS = List.of("official", "scout-1", "scout-2", "camera-1");

    /** The declaration of the reporters in the announcement. */
    static final List<String> DECLARATION = List.of("official", "scout-*", "camera-*");

    private static final String SPELLING_DIFFERENTLY = "scout-2";
    private static final String CAMERA = "camera-1";
    /** Above the numbers of all other incidents. */
    private static final String PHANTOM = "9000";

    /** Plans use the numbers of their matches, which are lower. */
    private static final int FIRST_SEQUENCE = 1000;

    private static final double SECONDS = 0.5;
    private static final double MAX_DELAY = 9;
    private static final double MAX_REPEAT_AFTER = 3;

    /**
     * Generates a match.
     *
     * @param name the prefix of the match's id
     */
    public static ReportedMatch generate(Playbook playbook, String name, long seed, ReporterErrors errors) {
        return new Generator(playbook, MatchPlan.generate(playbook, name, 1, seed, ErrorRates.NONE), seed, errors)
                .generate();
    }

    /** The phantom, which only the camera reported. */
    TrueIncident phantom() {
        return incidents.get(incidents.size() - 1);
    }

    /** The name as another source spells it: the initial of the first name, and no diacritics. */
    static String spelledDifferently(String name) {
        int space = name.indexOf(' ');
        String spelled = space < 0 ? name : name.charAt(0) + "." + name.substring(space);
        return Normalizer.normalize(spelled, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    }

    private static final class Generator {
        private final Playbook playbook;
        private final MatchPlan truth;
        private final long seed;
        private final ReporterErrors errors;
        private final String silent;
        private final int silentFrom;

        Generator(Playbook playbook, MatchPlan truth, long seed, ReporterErrors errors) {
            this.playbook = playbook;
            this.truth = truth;
            this.seed = seed;
            this.errors = errors;
            this.silent = REPORTERS.get(random(REPORTERS.size()).nextInt(REPORTERS.size()));
            this.silentFrom = playbook.minutes() * 2 / 3;
        }

        /** A sequence of its own for each reporter, and one more. */
        private Random random(int number) {
            return SeededRandom.of(seed, FIRST_SEQUENCE + number);
        }

        ReportedMatch generate() {
            List<Entry> right = truth.agents().stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparingDouble(Entry::due))
                    .toList();
            List<SortedMap<String, String>> ids = new ArrayList<>();
            right.forEach(entry -> ids.add(new TreeMap<>()));
            Entry phantom = phantom(right);
            List<List<Entry>> reports = new ArrayList<>();
            for (int i = 0; i < REPORTERS.size(); i++) {
                reports.add(reports(REPORTERS.get(i), random(i), right, ids, phantom));
            }
            List<TrueIncident> incidents = new ArrayList<>();
            for (int i = 0; i < right.size(); i++) {
                incidents.add(incident(true, right.get(i).report(), ids.get(i)));
            }
            incidents.add(incident(
                    false,
                    phantom.report(),
                    new TreeMap<>(Map.of(CAMERA, phantom.report().id()))));
            return new ReportedMatch(truth, List.copyOf(reports), List.copyOf(incidents), silent, silentFrom);
        }

        private static TrueIncident incident(boolean happened, SimulatedReport report, SortedMap<String, String> ids) {
            return new TrueIncident(
                    happened, report.type(), report.clock(), report.team(), report.player(), report.assist(), ids);
        }

        // At the time of any play, of either team.
        private Entry phantom(List<Entry> right) {
            Random random = random(REPORTERS.size() + 1);
            List<Entry> plays = right.stream()
                    .filter(entry -> entry.report().team() != null && !isSilent(CAMERA, entry.report()))
                    .toList();
            Entry play = plays.get(random.nextInt(plays.size()));
            return new Entry(
                    play.due(),
                    new SimulatedReport(
                            PHANTOM,
                            CAMERA,
                            playbook.sport() + "." + playbook.scoringKind(),
                            truth.match(),
                            play.report().clock(),
                            random.nextBoolean() ? "home" : "away",
                            null,
                            null,
                            SimulatedReport.CONFIRMED,
                            1,
                            Map.of()));
        }

        private List<Entry> reports(
                String source, Random random, List<Entry> right, List<SortedMap<String, String>> ids, Entry phantom) {
            List<Entry> sent = new ArrayList<>();
            int number = 0;
            for (int i = 0; i < right.size(); i++) {
                Entry entry = right.get(i);
                // An incident takes the same numbers from the sequence whether it is reported or not.
                boolean missed = random.nextDouble() < errors.missed();
                double off = random.nextDouble() - (1 - errors.inaccurate());
                int minutes = off < 0 ? 0 : off < errors.inaccurate() / 2 ? -1 : 1;
                boolean late = random.nextDouble() < errors.late();
                double delay = random.nextDouble() * (late ? MAX_DELAY : SECONDS);
                boolean repeated = random.nextDouble() < errors.repeated();
                double again = random.nextDouble() * MAX_REPEAT_AFTER;
                if (!missed && !isSilent(source, entry.report())) {
                    SimulatedReport report = report(source, ++number, entry.report(), minutes);
                    ids.get(i).put(source, report.id());
                    sent.add(new Entry(entry.due() + delay, report));
                    if (repeated) {
                        sent.add(new Entry(entry.due() + delay + again, report));
                    }
                }
            }
            if (source.equals(CAMERA)) {
                sent.add(phantom);
            }
            sent.sort(Comparator.comparingDouble(Entry::due));
            return List.copyOf(sent);
        }

        private boolean isSilent(String source, SimulatedReport report) {
            return source.equals(silent) && report.clock().minute() >= silentFrom;
        }

        private SimulatedReport report(String source, int number, SimulatedReport right, int minutes) {
            return new SimulatedReport(
                    String.valueOf(number),
                    source,
                    right.type(),
                    right.match(),
                    playbook.shifted(right.clock(), minutes),
                    right.team(),
                    name(source, right.player()),
                    name(source, right.assist()),
                    SimulatedReport.CONFIRMED,
                    1,
                    right.details());
        }

        private static String name(String source, String name) {
            if (name == null || source.equals(CAMERA)) {
                return null;
            }
            return source.equals(SPELLING_DIFFERENTLY) ? spelledDifferently(name) : name;
        }
    }
}
