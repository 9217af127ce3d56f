package dev.touchline.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Ids;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Json;
import dev.touchline.json.JsonBounds;
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
import dev.touchline.simulation.reporter.ReportedMatch;
import dev.touchline.simulation.reporter.ReporterErrors;
import dev.touchline.simulation.reporter.ReportersPlan;
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
            List.of(GeneratedMatchesPlan.KIND, ReportersPlan.KIND, PatternPlan.KIND, ReplayPlan.KIND, CameraPlan.KIND);
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
    private static final int MAX_EVENTS = 1_000_000;
    private static final int MAX_DELAY = 3_600_000;
    private static final int DEFAULT_DELAY = 1000;
    private static final int MAX_SHOTS = 1000;
    private static final int DEFAULT_SHOTS = 5;

    private final FieldReader fields;

    private SimulationPlanReader(FieldReader fields) {
        this.fields = fields;
    }

    /** The memory that reading the body of a simulation takes, at most, in bytes. */
    static long memory(byte[] body) {
        return new JsonBounds(Integer.MAX_VALUE).check(body);
    }

    /**
     * Reads the body of {@code POST /simulations}.
     *
     * @param parallel the number of matches at a time in a replay without waiting
     */
    static SimulationPlan read(byte[] body, int parallel) {
        FieldReader fields = FieldReader.of(Json.parse(body));
        SimulationPlanReader reader = new SimulationPlanReader(fields);
        String kind = reader.oneOf("kind", KINDS);
        if (kind == null) {
            throw fields.invalid();
        }
        return switch (kind) {
            case GeneratedMatchesPlan.KIND -> reader.matches();
            case ReportersPlan.KIND -> reader.reporters();
            case PatternPlan.KIND -> reader.pattern();
            case ReplayPlan.KIND -> reader.replay(parallel);
            default -> reader.shots();
        };
    }

    private String oneOf(String field, List<String> values) {
        fields.require(field, String.join(", ", values));
        return fields.enumValue(field, values);
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
        String sport = oneOf("sport", Playbook.SPORTS);
        int count = fields.integer("matches", 1, MAX_MATCHES, DEFAULT_MATCHES);
        double speed = fields.number("speed", MIN_SPEED, MAX_SPEED, 1);
        long seed = seed();
        String name = name(sport + "-" + seed);
        String competition = competition();
        Instant kickOff = fields.instant("kickOff");
        ErrorRates errorRates = new ErrorRates(
                fields.number("provisional", 0, 1, ErrorRates.DEFAULT.provisional()),
                fields.number("cancelled", 0, 1, ErrorRates.DEFAULT.cancelled()),
                fields.number("corrected", 0, 1, ErrorRates.DEFAULT.corrected()),
                fields.number("duplicates", 0, 1, ErrorRates.DEFAULT.duplicates()),
                fields.number("late", 0, 1, ErrorRates.DEFAULT.late()));
        fields.requireValid();
        Playbook playbook = Playbook.of(sport);
        return new GeneratedMatchesPlan(
                name,
                orDefault(competition, name),
                seed,
                speed,
                orNow(kickOff),
                Duration.ZERO,
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> MatchPlan.generate(playbook, name, number, seed, errorRates))
                        .toList());
    }

    private SimulationPlan reporters() {
        String sport = oneOf("sport", Playbook.SPORTS);
        double speed = fields.number("speed", MIN_SPEED, MAX_SPEED, 1);
        long seed = seed();
        String name = name(ReportersPlan.KIND + "-" + seed);
        String competition = competition();
        Instant kickOff = fields.instant("kickOff");
        ReporterErrors errors = new ReporterErrors(
                fields.number("missed", 0, 1, ReporterErrors.DEFAULT.missed()),
                fields.number("repeated", 0, 1, ReporterErrors.DEFAULT.repeated()),
                fields.number("late", 0, 1, ReporterErrors.DEFAULT.late()),
                fields.number("inaccurate", 0, 1, ReporterErrors.DEFAULT.inaccurate()));
        fields.requireValid();
        ReportedMatch match = ReportedMatch.generate(Playbook.of(sport), name, seed, errors);
        return new ReportersPlan(name, orDefault(competition, name), seed, speed, orNow(kickOff), match);
    }

    private SimulationPlan pattern() {
        fields.require("amount", "how many events to send");
        long amount = fields.integer("amount", 1, MAX_EVENTS, 0);
        Duration delay = Duration.ofMillis(fields.integer("delay", 0, MAX_DELAY, DEFAULT_DELAY));
        long seed = seed();
        String name = name(PatternPlan.KIND + "-" + seed);
        EventTemplate template = null;
        if (fields.value("template") instanceof ObjectNode object) {
            List<Violation> violations = new ArrayList<>();
            template = EventTemplate.read(object, "template", violations);
            violations.forEach(violation -> fields.addViolation(violation.field(), violation.detail()));
        } else {
            fields.addViolation("template", "must be a JSON object: an event, with generated fields in its texts");
        }
        fields.requireValid();
        return new PatternPlan(name, seed, amount, delay, template);
    }

    private SimulationPlan replay(int parallel) {
        double speed = fields.number("speed", MIN_SPEED, MAX_REPLAY_SPEED, Double.POSITIVE_INFINITY);
        fields.require("tournament", "a tournament in openfootball's JSON");
        Tournament tournament = null;
        if (fields.has("tournament")) {
            try {
                tournament = OpenFootballReader.read(fields.value("tournament"));
            } catch (OpenFootballReader.NotATournamentException e) {
                fields.addViolation("tournament", "is not in openfootball's JSON: " + e.getMessage());
            }
        }
        fields.requireValid();
        return new ReplayPlan(tournament, speed, parallel);
    }

    private SimulationPlan shots() {
        String match = fields.required("match", MAX_MATCH_LENGTH, "the id of the match");
        fields.checked("match", match, SimulationPlanReader::matchIdProblem);
        int shots = fields.integer("shots", 1, MAX_SHOTS, DEFAULT_SHOTS);
        double speed = fields.number("speed", MIN_SPEED, MAX_SPEED, 1);
        String right = orDefault(fields.enumValue("right", List.of(HOME, "away")), HOME);
        long seed = seed();
        String name = name(CameraPlan.KIND + "-" + seed);
        fields.requireValid();
        CameraPlan.Recorder recorder = new CameraPlan.Recorder();
        BallPositions.shots(shots, SeededRandom.of(seed, 0), recorder);
        return recorder.plan(name, seed, match, right, speed);
    }

    private long seed() {
        int random = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        return fields.integer("seed", 0, Integer.MAX_VALUE, random);
    }

    private String competition() {
        return fields.checked("competition", fields.string("competition", MAX_MATCH_LENGTH), Ids::problem);
    }

    private static Instant orNow(Instant time) {
        return orDefault(time, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private String name(String defaultName) {
        String name = fields.checked(
                "name",
                fields.string("name", MAX_NAME_LENGTH),
                text -> NAME.matcher(text).matches()
                        ? null
                        : "must begin with a letter or digit and go on with letters, digits and . _ ~ -");
        return orDefault(name, defaultName);
    }

    private static <T> T orDefault(T value, T defaultValue) {
        return value == null ? defaultValue : value;
    }
}
