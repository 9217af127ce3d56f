package dev.touchline.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Ids;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import dev.touchline.simulation.camera.BallPositions;
import dev.touchline.simulation.camera.CameraPlan;
import dev.touchline.simulation.plan.ErrorRates;
import dev.touchline.simulation.plan.EventTemplate;
import dev.touchline.simulation.plan.GeneratedMatchesPlan;
import dev.touchline.simulation.plan.MatchPlan;
import dev.touchline.simulation.plan.PatternPlan;
import dev.touchline.simulation.plan.Playbook;
import dev.touchline.simulation.plan.SeededRandom;
import dev.touchline.simulation.plan.SimulationPlan;
import dev.touchline.simulation.replay.OpenFootballReader;
import dev.touchline.simulation.replay.ReplayPlan;
import dev.touchline.simulation.replay.Tournament;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads and validates the request for a simulation. */
final class SimulationPlanReader {

    private static final List<String> KINDS =
            List.of(GeneratedMatchesPlan.KIND, PatternPlan.KIND, ReplayPlan.KIND, CameraPlan.KIND);
    private static final String HOME = "home";

    private static final int MAX_NAME_LENGTH = 60;
    // Fits into the 200 characters of an id together with a name and a number.
    private static final int MAX_MATCH_LENGTH = 120;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}._~-]*");
    private static final int MAX_MATCHES = 50;
    private static final int DEFAULT_MATCHES = 3;
    private static final double MIN_SPEED = 0.01;
    private static final double MAX_SPEED = 10_000;
    private static final double MAX_REPLAY_SPEED = 1_000_000;
    private static final long MAX_EVENTS = 1_000_000;
    private static final long MAX_DELAY = 3_600_000;
    private static final long DEFAULT_DELAY = 1000;
    private static final int MAX_SHOTS = 1000;
    private static final int DEFAULT_SHOTS = 5;

    private final FieldReader fields;
    private final List<Violation> violations;

    private SimulationPlanReader(FieldReader fields, List<Violation> violations) {
        this.fields = fields;
        this.violations = violations;
    }

    /**
     * Reads the body of {@code POST /simulations}.
     *
     * @param parallel the number of matches at a time in a replay without waiting
     */
    static SimulationPlan read(byte[] body, int parallel) {
        JsonNode node = Json.parse(body);
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidException(List.of(new Violation(null, null, "must be a JSON object")));
        }
        List<Violation> violations = new ArrayList<>();
        SimulationPlanReader reader = new SimulationPlanReader(new FieldReader(object, null, violations), violations);
        if (!reader.fields.has("kind")) {
            violations.add(new Violation(null, "kind", "is required: " + String.join(", ", KINDS)));
        }
        String kind = reader.fields.enumValue("kind", KINDS);
        if (kind == null) {
            throw new InvalidException(violations);
        }
        return switch (kind) {
            case GeneratedMatchesPlan.KIND -> reader.matches();
            case PatternPlan.KIND -> reader.pattern();
            case ReplayPlan.KIND -> reader.replay(parallel);
            default -> reader.shots();
        };
    }

    /**
     * Reads the positions of a ball in CSV.
     *
     * @param right the team that attacks the goal at x = 105
     * @param speed simulated seconds per second
     */
    static SimulationPlan positions(byte[] csv, String match, String right, double speed) {
        CameraPlan.Recorder recorder = new CameraPlan.Recorder();
        BallPositions.read(csv, recorder);
        return recorder.plan("goal-line", null, match, right, speed);
    }

    /** The violation of the id of a camera's match, or null. */
    static String matchIdProblem(String match) {
        return match.length() > MAX_MATCH_LENGTH
                ? "must be at most " + MAX_MATCH_LENGTH + " characters long"
                : Ids.problem(match);
    }

    private SimulationPlan matches() {
        if (!fields.has("sport")) {
            fields.addViolation("sport", "is required: " + String.join(", ", Playbook.SPORTS));
        }
        String sport = fields.enumValue("sport", Playbook.SPORTS);
        int count = orDefault(fields.integer("matches", 1, MAX_MATCHES), (long) DEFAULT_MATCHES)
                .intValue();
        double speed = orDefault(fields.number("speed", MIN_SPEED, MAX_SPEED), 1.0);
        long seed = seed();
        String name = name(sport + "-" + seed);
        String competition = fields.string("competition", MAX_MATCH_LENGTH);
        String problem = competition == null ? null : Ids.problem(competition);
        if (problem != null) {
            fields.addViolation("competition", problem);
        }
        Instant kickOff = fields.instant("kickOff");
        ErrorRates errorRates = new ErrorRates(
                share("provisional", ErrorRates.DEFAULT.provisional()),
                share("cancelled", ErrorRates.DEFAULT.cancelled()),
                share("corrected", ErrorRates.DEFAULT.corrected()),
                share("duplicates", ErrorRates.DEFAULT.duplicates()),
                share("late", ErrorRates.DEFAULT.late()));
        requireValid();
        Playbook playbook = Playbook.of(sport);
        return new GeneratedMatchesPlan(
                name,
                competition == null ? name : competition,
                seed,
                speed,
                kickOff == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : kickOff,
                Duration.ZERO,
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> MatchPlan.generate(playbook, name, number, seed, errorRates))
                        .toList());
    }

    private double share(String field, double defaultValue) {
        return orDefault(fields.number(field, 0, 1), defaultValue);
    }

    private SimulationPlan pattern() {
        if (!fields.has("amount")) {
            fields.addViolation("amount", "is required: how many events to send");
        }
        long amount = orDefault(fields.integer("amount", 1, MAX_EVENTS), 0L);
        Duration delay = Duration.ofMillis(orDefault(fields.integer("delay", 0, MAX_DELAY), DEFAULT_DELAY));
        long seed = seed();
        String name = name(PatternPlan.KIND + "-" + seed);
        EventTemplate template = null;
        if (fields.value("template") instanceof ObjectNode object) {
            template = EventTemplate.read(object, "template", violations);
        } else {
            fields.addViolation("template", "must be a JSON object: an event, with generated fields in its texts");
        }
        requireValid();
        return new PatternPlan(name, seed, amount, delay, template);
    }

    private SimulationPlan replay(int parallel) {
        Double speed = fields.number("speed", MIN_SPEED, MAX_REPLAY_SPEED);
        JsonNode file = fields.value("tournament");
        Tournament tournament = null;
        if (file == null) {
            fields.addViolation("tournament", "is required: a tournament in openfootball's JSON");
        } else {
            try {
                tournament = OpenFootballReader.read(file);
            } catch (OpenFootballReader.NotATournamentException e) {
                fields.addViolation("tournament", "is not in openfootball's JSON: " + e.getMessage());
            }
        }
        requireValid();
        return new ReplayPlan(tournament, orDefault(speed, Double.POSITIVE_INFINITY), parallel);
    }

    private SimulationPlan shots() {
        String match = fields.required("match", MAX_MATCH_LENGTH, "the id of the match");
        String problem = match == null ? null : matchIdProblem(match);
        if (problem != null) {
            fields.addViolation("match", problem);
        }
        int shots = orDefault(fields.integer("shots", 1, MAX_SHOTS), (long) DEFAULT_SHOTS)
                .intValue();
        double speed = orDefault(fields.number("speed", MIN_SPEED, MAX_SPEED), 1.0);
        String right = orDefault(fields.enumValue("right", List.of(HOME, "away")), HOME);
        long seed = seed();
        String name = name(CameraPlan.KIND + "-" + seed);
        requireValid();
        CameraPlan.Recorder recorder = new CameraPlan.Recorder();
        BallPositions.shots(shots, SeededRandom.of(seed, 0), recorder);
        return recorder.plan(name, seed, match, right, speed);
    }

    private long seed() {
        return orDefault(fields.integer("seed", 0, Integer.MAX_VALUE), (long)
                ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
    }

    private String name(String defaultName) {
        String name = fields.string("name", MAX_NAME_LENGTH);
        if (name != null && !NAME.matcher(name).matches()) {
            fields.addViolation("name", "must begin with a letter or digit and go on with letters, digits and . _ ~ -");
        }
        return orDefault(name, defaultName);
    }

    private void requireValid() {
        fields.rejectUnknownFields();
        if (!violations.isEmpty()) {
            throw new InvalidException(violations);
        }
    }

    private static <T> T orDefault(T value, T defaultValue) {
        return value == null ? defaultValue : value;
    }
}
