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
 * @param agents the reports of each agent, in sending order
 */
public record MatchPlan(
        String match, Club home, Club away, String sport, List<List<Entry>> agents, ExpectedResult expected) {

    /**
     * A report and its time of sending.
     *
     * @param due minutes after the kick-off, breaks included
     */
    public record Entry(double due, SimulatedReport report) {}

    int reports() {
        return agents.stream().mapToInt(List::size).sum();
    }

    /** The body of its announcement. */
    public ObjectNode announcement(String competition, Instant kickOff) {
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
        private static final String HOME = "home";
        private static final String AWAY = "away";
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
            int overtimePeriods = playbook.overtime().size();
            for (Period period : periods) {
                boolean last = period.equals(periods.get(periods.size() - 1));
                double played = play(period);
                boolean continues = last && expected.isDraw() && overtimePeriods > 0;
                endPeriod(period, played, continues ? playbook.level() : last ? playbook.ends() : period.ends());
            }
            for (int i = 0; i < overtimePeriods && expected.isDraw(); i++) {
                Period period = playbook.overtime().get(i);
                double played = playbook.suddenDeath() == null ? play(period) : playUntilScored(period);
                boolean continues = expected.isDraw() && i + 1 < overtimePeriods;
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
            now += played;
            mark(kind, now, clock(period, played));
            now += period.pause();
        }

        private void mark(String kind, double due, Clock clock) {
            SimulatedReport report = report(REFEREE, kind, clock, null, null, null, Map.of());
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
                Map<String, Object> details = Map.of(shares.detail(), ofHome);
                Clock clock = clock(period, minute);
                send(STATISTICIAN, now + minute, report(STATISTICIAN, shares.kind(), clock, HOME, null, null, details));
                expected.share(shares, ofHome);
            }
        }

        private void addPlay(Period period, Moment moment, boolean certain) {
            Play play = moment.play();
            Club club = moment.byHome() ? home : away;
            String player = play.anonymous() ? null : club.player(random);
            String assistant = random.nextDouble() < play.assisted() ? otherPlayer(club, player) : null;
            boolean corrected = player != null && random.nextDouble() < errorRates.corrected();
            String reported = corrected ? otherPlayer(club, player) : player;
            boolean provisional = play.reviewed() && random.nextDouble() < errorRates.provisional();
            boolean cancelled = provisional && random.nextDouble() < errorRates.cancelled() && !certain;
            if (assistant != null && assistant.equals(reported)) {
                reported = player;
            }
            double at = now + moment.minutes();
            Clock clock = clock(period, moment.minutes());
            String team = moment.byHome() ? HOME : AWAY;
            SimulatedReport report = report(play.agent(), play.kind(), clock, team, reported, assistant, Map.of());
            int revision = 1;
            if (provisional) {
                send(play.agent(), at, report.revised(revision++, SimulatedReport.PROVISIONAL, reported, Map.of()));
                at += 0.5 + 1.5 * random.nextDouble();
            }
            if (cancelled) {
                Map<String, Object> details = Map.of("reason", REASONS.get(random.nextInt(REASONS.size())));
                send(play.agent(), at, report.revised(revision, SimulatedReport.CANCELLED, reported, details));
                return;
            }
            send(play.agent(), at, report.revised(revision++, SimulatedReport.CONFIRMED, reported, Map.of()));
            if (player != null && !player.equals(reported)) {
                at += 1 + 4 * random.nextDouble();
                send(play.agent(), at, report.revised(revision, SimulatedReport.CONFIRMED, player, Map.of()));
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
                String agent,
                String kind,
                Clock clock,
                String team,
                String player,
                String assistant,
                Map<String, Object> details) {
            return new SimulatedReport(
                    agent + "-" + incidents.merge(agent, 1, Integer::sum),
                    match + "/" + agent,
                    playbook.sport() + "." + kind,
                    match,
                    clock,
                    team,
                    player,
                    assistant,
                    SimulatedReport.CONFIRMED,
                    1,
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
