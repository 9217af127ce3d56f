package dev.touchline.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.format.EventJson;
import dev.touchline.format.Fields;
import dev.touchline.format.InvalidException;
import dev.touchline.format.Json;
import dev.touchline.format.Violation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Makes a plan of a request, after checking all of it. */
final class PlanReader {

    private static final List<String> KINDS = List.of(MatchesPlan.KIND, PatternPlan.KIND, Replay.KIND, CameraPlan.KIND);
    private static final String HOME = "home";

    private static final int LONGEST_NAME = 60;
    // Together with a name and a number it fits into the 200 characters of an id.
    private static final int LONGEST_MATCH = 120;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}._~-]*");
    private static final int MOST_MATCHES = 50;
    private static final int USUAL_MATCHES = 3;
    private static final double SLOWEST = 0.01;
    private static final double FASTEST = 10_000;
    private static final double FASTEST_REPLAY = 1_000_000;
    private static final long MOST_EVENTS = 1_000_000;
    private static final long LONGEST_DELAY = 3_600_000;
    private static final long USUAL_DELAY = 1000;
    private static final int MOST_SHOTS = 1000;
    private static final int USUAL_SHOTS = 5;

    private final Fields fields;
    private final List<Violation> violations;

    private PlanReader(Fields fields, List<Violation> violations) {
        this.fields = fields;
        this.violations = violations;
    }

    /**
     * Reads the body of {@code POST /simulations}.
     *
     * @param parallel how many matches a replay plays at once when there is no waiting
     */
    static Plan read(byte[] body, int parallel) {
        JsonNode node = Json.parse(body);
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidException(List.of(new Violation(null, null, "must be a JSON object")));
        }
        List<Violation> violations = new ArrayList<>();
        PlanReader reader = new PlanReader(new Fields(object, null, violations), violations);
        if (!reader.fields.has("kind")) {
            violations.add(new Violation(null, "kind", "is required: " + String.join(", ", KINDS)));
        }
        String kind = reader.fields.word("kind", KINDS);
        if (kind == null) {
            throw new InvalidException(violations);
        }
        return switch (kind) {
            case MatchesPlan.KIND -> reader.matches();
            case PatternPlan.KIND -> reader.pattern();
            case Replay.KIND -> reader.replay(parallel);
            default -> reader.shots();
        };
    }

    /**
     * Makes a plan of the positions of a ball in CSV.
     *
     * @param match the match, or null if it was not said
     * @param right the team that shoots at the goal at x = 105, or null for the home team
     * @param speed how many seconds pass in a second
     */
    static Plan positions(byte[] csv, String match, String right, double speed) {
        CameraPlan.Lens lens = new CameraPlan.Lens();
        BallPositions.read(csv, lens);
        return lens.plan("goal-line", null, match, right, speed);
    }

    /** What is wrong with the id of a match a camera reports on, or null. */
    static String wrongWithMatch(String match) {
        return match.length() > LONGEST_MATCH
                ? "must be at most " + LONGEST_MATCH + " characters long"
                : EventJson.wrongWithId(match);
    }

    private Plan matches() {
        if (!fields.has("sport")) {
            fields.violation("sport", "is required: " + String.join(", ", Playbook.SPORTS));
        }
        String sport = fields.word("sport", Playbook.SPORTS);
        int count = or(fields.whole("matches", 1, MOST_MATCHES), (long) USUAL_MATCHES)
                .intValue();
        double speed = or(fields.number("speed", SLOWEST, FASTEST), 1.0);
        long seed = seed();
        String name = name(sport + "-" + seed);
        String competition = fields.text("competition", LONGEST_MATCH);
        String wrong = competition == null ? null : EventJson.wrongWithId(competition);
        if (wrong != null) {
            fields.violation("competition", wrong);
        }
        Instant kickOff = fields.instant("kickOff");
        Mishaps mishaps = new Mishaps(
                share("provisional", Mishaps.USUAL.provisional()),
                share("cancelled", Mishaps.USUAL.cancelled()),
                share("corrected", Mishaps.USUAL.corrected()),
                share("duplicates", Mishaps.USUAL.duplicates()),
                share("late", Mishaps.USUAL.late()));
        refuseWhatIsWrong();
        Playbook playbook = Playbook.of(sport);
        return new MatchesPlan(
                name,
                competition == null ? name : competition,
                seed,
                speed,
                kickOff == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : kickOff,
                Duration.ZERO,
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> MatchPlan.of(playbook, name, number, seed, mishaps))
                        .toList());
    }

    private double share(String field, double usual) {
        return or(fields.number(field, 0, 1), usual);
    }

    private Plan pattern() {
        if (!fields.has("amount")) {
            fields.violation("amount", "is required: how many events to send");
        }
        long amount = or(fields.whole("amount", 1, MOST_EVENTS), 0L);
        Duration delay = Duration.ofMillis(or(fields.whole("delay", 0, LONGEST_DELAY), USUAL_DELAY));
        long seed = seed();
        String name = name(PatternPlan.KIND + "-" + seed);
        Template template = null;
        if (fields.value("template") instanceof ObjectNode object) {
            template = Template.read(object, "template", violations);
        } else {
            fields.violation("template", "must be an event as a JSON object, with generated fields in its texts");
        }
        refuseWhatIsWrong();
        return new PatternPlan(name, seed, amount, delay, template);
    }

    private Plan replay(int parallel) {
        Double speed = fields.number("speed", SLOWEST, FASTEST_REPLAY);
        JsonNode file = fields.value("tournament");
        Tournament tournament = null;
        if (file == null) {
            fields.violation("tournament", "is required: a tournament in openfootball's JSON");
        } else {
            try {
                tournament = OpenFootball.read(file);
            } catch (OpenFootball.NotATournamentException e) {
                fields.violation("tournament", "is not in openfootball's JSON: " + e.getMessage());
            }
        }
        refuseWhatIsWrong();
        return new Replay(tournament, or(speed, Double.POSITIVE_INFINITY), parallel);
    }

    private Plan shots() {
        String match = fields.required("match", LONGEST_MATCH, "the match the camera reports on");
        String wrong = match == null ? null : wrongWithMatch(match);
        if (wrong != null) {
            fields.violation("match", wrong);
        }
        int shots = or(fields.whole("shots", 1, MOST_SHOTS), (long) USUAL_SHOTS).intValue();
        double speed = or(fields.number("speed", SLOWEST, FASTEST), 1.0);
        String right = or(fields.word("right", List.of(HOME, "away")), HOME);
        long seed = seed();
        String name = name(CameraPlan.KIND + "-" + seed);
        refuseWhatIsWrong();
        CameraPlan.Lens lens = new CameraPlan.Lens();
        BallPositions.shots(shots, Chance.of(seed, 0), lens);
        return lens.plan(name, seed, match, right, speed);
    }

    private long seed() {
        return or(fields.whole("seed", 0, Integer.MAX_VALUE), (long)
                ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
    }

    private String name(String usual) {
        String name = fields.text("name", LONGEST_NAME);
        if (name != null && !NAME.matcher(name).matches()) {
            fields.violation("name", "must begin with a letter or digit and go on with letters, digits and . _ ~ -");
        }
        return or(name, usual);
    }

    private void refuseWhatIsWrong() {
        fields.refuseOthers();
        if (!violations.isEmpty()) {
            throw new InvalidException(violations);
        }
    }

    private static <T> T or(T value, T usual) {
        return value == null ? usual : value;
    }
}
