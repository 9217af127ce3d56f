package dev.touchline.simulation.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.simulation.agent.SimulatedReport;
import dev.touchline.simulation.agent.SimulatedReport.Clock;
import dev.touchline.simulation.plan.Playbook.Period;
import dev.touchline.simulation.plan.Playbook.Play;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A generated match: the reports of every agent, and the expected result. It depends only on seed, number and error
 * rates, ids included, so playing it again in the same system changes nothing.
 *
 * @param match the match's id
 * @param agents the reports of each agent, in sending order
 * @param expected the expected result
 */
public record MatchPlan(
        String match, Club home, Club away, String sport, List<List<Entry>> agents, ExpectedResult expected) {

    /**
     * A report and its time of sending.
     *
     * @param due minutes after the kick-off, breaks included
     */
    record Entry(double due, SimulatedReport report) {}

    int reports() {
        return agents.stream().mapToInt(List::size).sum();
    }

    ObjectNode announcement(String competition, Instant kickOff) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("sport", sport)
                .put("competition", competition)
                .put("home", home.name())
                .put("away", away.name())
                .put("kickOff", kickOff.toString())
                .put("venue", home.venue());
    }

    /**
     * Generates a match.
     *
     * @param name the prefix of the match's id
     * @param number the number of the match among those with the same name, from 1
     */
    public static MatchPlan generate(Playbook playbook, String name, int number, long seed, ErrorRates errorRates) {
        List<Club> clubs = Club.league(SeededRandom.of(seed, 0));
        // Every club plays once per round, with other opponents in each round.
        int round = (number - 1) / (clubs.size() / 2);
        int home = 2 * (number - 1) % clubs.size();
        int away = (home + 1 + 2 * round) % clubs.size();
        Club first = clubs.get(home);
        Club second = clubs.get(away == home ? (home + 1) % clubs.size() : away);
        return new MatchGenerator(
                        playbook, name + "-" + number, first, second, SeededRandom.of(seed, number), errorRates)
                .generate();
    }

    /** A play and its minute within the period. */
    private record Moment(double minutes, Play play, boolean byHome) {}

    private static final class MatchGenerator {
        private static final String REFEREE = "referee";
        private static final String STATISTICIAN = "statistician";
        private static final List<String> REASONS =
                List.of("overruled on review", "a foul before it", "after the whistle");

        private final Playbook playbook;
        private final String match;
        private final Club home;
        private final Club away;
        private final Random random;
        private final ErrorRates errorRates;
        private final Map<String, List<Entry>> agents = new TreeMap<>();
        private final Map<String, Integer> incidents = new TreeMap<>();
        private final ExpectedResult expected = new ExpectedResult();
        private double now;

        MatchGenerator(Playbook playbook, String match, Club home, Club away, Random random, ErrorRates errorRates) {
            this.playbook = playbook;
            this.match = match;
            this.home = home;
            this.away = away;
            this.random = random;
            this.errorRates = errorRates;
        }

        MatchPlan generate() {
            List<Period> periods = playbook.periods();
            for (Period period : periods) {
                boolean last = period.equals(periods.get(periods.size() - 1));
                double played = play(period);
                boolean continues =
                        last && expected.isDraw() && !playbook.overtime().isEmpty();
                endPeriod(period, played, continues ? playbook.level() : last ? playbook.ends() : period.ends());
            }
            for (int i = 0; i < playbook.overtime().size() && expected.isDraw(); i++) {
                Period period = playbook.overtime().get(i);
                double played = playbook.suddenDeath() == null ? play(period) : playUntilScored(period);
                boolean continues =
                        expected.isDraw() && i + 1 < playbook.overtime().size();
                endPeriod(period, played, continues ? period.ends() : playbook.ends());
            }
            List<List<Entry>> inOrder = new ArrayList<>();
            for (List<Entry> entries : agents.values()) {
                // The sort is stable: entries with equal due times keep their order.
                entries.sort(Comparator.comparingDouble(Entry::due));
                inOrder.add(List.copyOf(entries));
            }
            return new MatchPlan(match, home, away, playbook.sport(), List.copyOf(inOrder), expected);
        }

        private double play(Period period) {
            double played = period.minutes() + (period.stoppage() == 0 ? 0 : random.nextInt(period.stoppage() + 1));
            beginPeriod(period);
            moments(period, played, true).forEach(moment -> addPlay(period, moment, false));
            shares(period, played);
            return played;
        }

        private double playUntilScored(Period period) {
            double played = 1 + random.nextDouble() * (period.minutes() - 1);
            Play decisive = playbook.plays().stream()
                    .filter(play -> play.kind().equals(playbook.suddenDeath()))
                    .findFirst()
                    .orElseThrow();
            beginPeriod(period);
            moments(period, played, false).forEach(moment -> addPlay(period, moment, false));
            addPlay(period, new Moment(played, decisive, random.nextBoolean()), true);
            return played;
        }

        private List<Moment> moments(Period period, double played, boolean withScores) {
            double part = played / playbook.minutes();
            List<Moment> moments = new ArrayList<>();
            for (Play play : playbook.plays()) {
                if (withScores || !play.scores()) {
                    for (boolean byHome : new boolean[] {true, false}) {
                        double strength = play.scores() ? (byHome ? home : away).strength() : 1;
                        for (int n = SeededRandom.poisson(play.rate() * part * strength, random); n > 0; n--) {
                            moments.add(new Moment(random.nextDouble() * played, play, byHome));
                        }
                    }
                }
            }
            moments.sort(Comparator.comparingDouble(Moment::minutes));
            return moments;
        }

        private void beginPeriod(Period period) {
            mark(period.begins(), now, new Clock(period.name(), period.from(), 0));
        }

        private void endPeriod(Period period, double played, String kind) {
            int whole = (int) Math.ceil(played);
            Clock clock = whole <= period.minutes()
                    ? new Clock(period.name(), period.from() + whole, 0)
                    : new Clock(period.name(), period.to(), whole - period.minutes());
            now += played;
            mark(kind, now, clock);
            now += period.pause();
        }

        private void mark(String kind, double due, Clock clock) {
            SimulatedReport report = report(REFEREE, kind, clock, null, null, null);
            add(REFEREE, due, report);
            if (random.nextDouble() < errorRates.duplicates()) {
                add(REFEREE, due, report);
            }
        }

        // Minutes start at 1; minutes beyond the period are stoppage time.
        private static Clock clock(Period period, double minutes) {
            int minute = (int) Math.max(1, Math.ceil(minutes));
            return minute <= period.minutes()
                    ? new Clock(period.name(), period.from() + minute, 0)
                    : new Clock(period.name(), period.to(), minute - period.minutes());
        }

        private void shares(Period period, double played) {
            Playbook.Shares shares = playbook.shares();
            if (shares == null) {
                return;
            }
            for (int minute = shares.every(); minute <= played; minute += shares.every()) {
                int ofHome = shares.of() / 3 + random.nextInt(shares.of() / 3);
                SimulatedReport report = report(STATISTICIAN, shares.kind(), clock(period, minute), true, null, null);
                send(STATISTICIAN, now + minute, with(report, Map.of(shares.detail(), ofHome)));
                expected.share(shares, ofHome);
            }
        }

        private void addPlay(Period period, Moment moment, boolean certain) {
            Play play = moment.play();
            Club club = moment.byHome() ? home : away;
            String player = play.anonymous() ? null : club.player(random);
            String assistant = random.nextDouble() < play.assisted() ? otherPlayer(club, player) : null;
            String reported =
                    player != null && random.nextDouble() < errorRates.corrected() ? otherPlayer(club, player) : player;
            boolean provisional = play.reviewed() && random.nextDouble() < errorRates.provisional();
            boolean cancelled = provisional && random.nextDouble() < errorRates.cancelled() && !certain;
            if (assistant != null && assistant.equals(reported)) {
                reported = player;
            }
            double at = now + moment.minutes();
            SimulatedReport report = report(
                    play.agent(), play.kind(), clock(period, moment.minutes()), moment.byHome(), reported, assistant);
            int revision = 1;
            if (provisional) {
                send(play.agent(), at, revised(report, revision++, SimulatedReport.PROVISIONAL, reported));
                at += 0.5 + 1.5 * random.nextDouble();
            }
            if (cancelled) {
                String reason = REASONS.get(random.nextInt(REASONS.size()));
                SimulatedReport verdict = revised(report, revision, SimulatedReport.CANCELLED, reported);
                send(play.agent(), at, with(verdict, Map.of("reason", reason)));
                return;
            }
            send(play.agent(), at, revised(report, revision++, SimulatedReport.CONFIRMED, reported));
            if (player != null && !player.equals(reported)) {
                at += 1 + 4 * random.nextDouble();
                send(play.agent(), at, revised(report, revision, SimulatedReport.CONFIRMED, player));
            }
            expected.count(play, moment.byHome(), player, assistant);
        }

        private String otherPlayer(Club club, String player) {
            String other = club.player(random);
            while (other.equals(player)) {
                other = club.player(random);
            }
            return other;
        }

        private SimulatedReport report(
                String agent, String kind, Clock clock, Boolean byHome, String player, String assistant) {
            return new SimulatedReport(
                    match + "/" + agent,
                    agent + "-" + incidents.merge(agent, 1, Integer::sum),
                    1,
                    SimulatedReport.CONFIRMED,
                    playbook.sport() + "." + kind,
                    match,
                    clock,
                    byHome == null ? null : byHome ? "home" : "away",
                    player,
                    assistant,
                    Map.of());
        }

        private static SimulatedReport revised(SimulatedReport report, int revision, String status, String player) {
            return new SimulatedReport(
                    report.source(),
                    report.id(),
                    revision,
                    status,
                    report.type(),
                    report.match(),
                    report.clock(),
                    report.team(),
                    player,
                    report.assist(),
                    report.details());
        }

        private static SimulatedReport with(SimulatedReport report, Map<String, Object> details) {
            return new SimulatedReport(
                    report.source(),
                    report.id(),
                    report.revision(),
                    report.status(),
                    report.type(),
                    report.match(),
                    report.clock(),
                    report.team(),
                    report.player(),
                    report.assist(),
                    details);
        }

        private void send(String agent, double at, SimulatedReport report) {
            double due = random.nextDouble() < errorRates.late() ? at + 1 + 8 * random.nextDouble() : at;
            add(agent, due, report);
            if (random.nextDouble() < errorRates.duplicates()) {
                add(agent, due + 3 * random.nextDouble(), report);
            }
        }

        private void add(String agent, double due, SimulatedReport report) {
            agents.computeIfAbsent(agent, name -> new ArrayList<>()).add(new Entry(due, report));
        }
    }
}
