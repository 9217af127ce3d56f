package dev.touchline.simulation.plan;

import dev.touchline.json.Json;
import dev.touchline.simulation.agent.SimulatedReport.Clock;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model of a sport for simulations: its periods, and the frequency of each kind of play. Its figures repeat those of
 * the catalogue on purpose, so that expected results are independent of the tested code.
 *
 * @param sport as in event types
 * @param periods in playing order
 * @param level the kind that ends the last period if the score is level and overtime follows, or null
 * @param overtime periods played while the score is level; empty if a draw is final
 * @param suddenDeath the kind of play that ends overtime, or null if overtime is played to its end
 * @param ends the kind that ends the match
 * @param shares the figure that is reported periodically, or null
 */
@RegisterForReflection
public record Playbook(
        String sport,
        List<Period> periods,
        String level,
        List<Period> overtime,
        String suddenDeath,
        String ends,
        Shares shares,
        List<Play> plays) {

    /** The sports with a playbook. */
    public static final List<String> SPORTS = List.of("football", "basketball", "ice-hockey", "handball");

    private static final String FOLDER = "/playbooks/";

    public Playbook {
        overtime = overtime == null ? List.of() : overtime;
    }

    /**
     * A stretch of play.
     *
     * @param name as in the match clock
     * @param from the minute of its start
     * @param to the last minute without stoppage time
     * @param stoppage maximum minutes of stoppage time
     * @param begins the kind that starts it
     * @param ends the kind that ends it, or null if the score decides
     * @param pause minutes until the next period, shorter than in reality
     */
    record Period(String name, int from, int to, int stoppage, String begins, String ends, int pause) {

        int minutes() {
            return to - from;
        }
    }

    /**
     * A kind of play.
     *
     * @param kind the kind in the event type
     * @param rate average number per team in the regular periods
     * @param agent the reporting agent, by default {@code scout}
     * @param reviewed whether it may be reported as provisional
     * @param anonymous whether it has no player
     * @param assisted the share with an assisting player
     * @param points for the own team
     * @param pointsAgainst for the other team
     * @param own figures of the own team and the player
     * @param opponents figures of the other team
     * @param assist figures of the own team and the assistant
     */
    record Play(
            String kind,
            double rate,
            String agent,
            boolean reviewed,
            boolean anonymous,
            double assisted,
            int points,
            int pointsAgainst,
            Map<String, Integer> own,
            Map<String, Integer> opponents,
            Map<String, Integer> assist) {

        Play {
            agent = agent == null ? "scout" : agent;
            own = own == null ? Map.of() : own;
            opponents = opponents == null ? Map.of() : opponents;
            assist = assist == null ? Map.of() : assist;
        }

        boolean scores() {
            return points + pointsAgainst > 0;
        }
    }

    /**
     * A share of both teams.
     *
     * @param kind the kind in the event type
     * @param figure the figure's name
     * @param detail the key of {@code details}
     * @param of the sum of both shares
     * @param every minutes between two reports
     */
    record Shares(String kind, String figure, String detail, int of, int every) {}

    /** Loads the playbook of one of {@link #SPORTS}. */
    public static Playbook of(String sport) {
        try (InputStream in = Playbook.class.getResourceAsStream(FOLDER + sport + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no playbook of " + sport);
            }
            return Json.MAPPER.readValue(in, Playbook.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kind of play that scores most often. */
    public String scoringKind() {
        return plays.stream()
                .filter(Play::scores)
                .max(Comparator.comparingDouble(Play::rate))
                .orElseThrow()
                .kind();
    }

    /**
     * A time some minutes later or earlier in the same period.
     *
     * @return the given time if the other one is before the first minute of the period
     */
    public Clock shifted(Clock clock, int minutes) {
        Period period = Stream.concat(periods.stream(), overtime.stream())
                .filter(it -> it.name().equals(clock.period()))
                .findFirst()
                .orElseThrow();
        int minute = clock.minute() + clock.stoppage() + minutes;
        return minute <= period.from()
                ? clock
                : new Clock(period.name(), Math.min(minute, period.to()), Math.max(0, minute - period.to()));
    }

    /** The minutes of the regular periods. */
    public int minutes() {
        return periods.stream().mapToInt(Period::minutes).sum();
    }
}
