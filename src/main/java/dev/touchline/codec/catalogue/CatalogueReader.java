package dev.touchline.codec.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.EventType;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.Phase;
import dev.touchline.event.Rules;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import dev.touchline.sport.Sport;
import dev.touchline.sport.TextTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads and validates a sport's catalogue file. */
public final class CatalogueReader {

    private static final int MAX_LENGTH = 100;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern FIGURE = Pattern.compile("[a-z][A-Za-z0-9]*");
    private static final List<String> VARIED = List.of("label", "periods", "kinds", "standings");
    private static final String KINDS = "must be an object with at least one kind";
    private static final Sport.Scorers DEFAULT_SCORERS = new Sport.Scorers("goals", null);

    private CatalogueReader() {}

    /** A catalogue file is invalid. The message lists every violation with file and field. */
    public static final class CatalogueException extends RuntimeException {
        public CatalogueException(String message) {
            super(message);
        }
    }

    /**
     * Reads one file.
     *
     * @param file the file's name, for messages
     * @throws CatalogueException if a field is invalid or unknown
     */
    public static Sport read(String file, byte[] content) {
        try {
            JsonNode document = Json.parse(content);
            FieldReader fields = FieldReader.of(document);
            Sport sport = sport(fields, (ObjectNode) document);
            fields.requireValid();
            if (!Path.of(file).endsWith(sport.name() + ".json")) {
                fields.addViolation("sport", "must be the name of the file");
            }
            check(sport, fields);
            fields.requireValid();
            return sport;
        } catch (MalformedException e) {
            throw new CatalogueException(file + ": " + e.getMessage());
        } catch (InvalidException e) {
            throw new CatalogueException(e.violations().stream()
                    .map(v -> file + ": " + (v.field() == null ? "" : v.field() + " ")
                            + v.detail().replace("a JSON object", "an object"))
                    .collect(Collectors.joining("; ")));
        }
    }

    private static void check(Sport sport, FieldReader fields) {
        checkPeriods(sport, fields);
        checkIncludes(sport, fields);
        checkFigures(sport, fields);
    }

    private static Sport sport(FieldReader fields, ObjectNode document) {
        String name = fields.required("sport", MAX_LENGTH, "the name in event types");
        String label = fields.required("label", MAX_LENGTH, "the name for people");
        List<Sport.Period> periods = fields.objects("periods", CatalogueReader::period);
        if (!fields.has("kinds") || fields.value("kinds") instanceof ObjectNode object && object.isEmpty()) {
            fields.addViolation("kinds", KINDS);
        }
        Map<String, Sport.Kind> kinds =
                fields.objectMap("kinds", KINDS, (kind, kindFields) -> kind(kind, kindFields, periods));
        Sport.Scorers scorers = fields.object("scorers", CatalogueReader::scorers);
        Rules rules = fields.object("standings", RulesJson::read);
        return new Sport(
                fields.checked("sport", name, CatalogueReader::sportProblem),
                label,
                periods,
                kinds,
                scorers == null ? DEFAULT_SCORERS : scorers,
                rules == null ? Rules.DEFAULT : rules.orElse(Rules.DEFAULT),
                fields.objects("fairPlay", CatalogueReader::penalty),
                Objects.requireNonNullElse(
                        fields.object("decision", CatalogueReader::decision), Sport.Decision.DEFAULT),
                fields.flag("stoppageTime"),
                variants(fields, document));
    }

    // A variant is what it changes in the document, as a merge patch. It is read and checked like a file of its own.
    private static Map<String, Sport> variants(FieldReader fields, ObjectNode document) {
        Map<String, Sport> variants = new LinkedHashMap<>();
        JsonNode patches = fields.value("variants");
        if (patches != null && !patches.isObject()) {
            fields.addViolation("variants", "must be an object of objects");
            return variants;
        }
        ObjectNode base = document.deepCopy();
        base.remove("variants");
        for (Map.Entry<String, JsonNode> entry :
                patches == null ? Set.<Map.Entry<String, JsonNode>>of() : patches.properties()) {
            String field = "variants." + entry.getKey();
            if (!NAME.matcher(entry.getKey()).matches()) {
                fields.addViolation(field, "must be named by lower-case words joined by hyphens");
            } else if (entry.getValue() instanceof ObjectNode patch) {
                try {
                    variants.put(entry.getKey(), variant(base, patch));
                } catch (InvalidException e) {
                    e.violations()
                            .forEach(v -> fields.addViolation(
                                    v.field() == null ? field : field + "." + v.field(), v.detail()));
                }
            } else {
                fields.addViolation(field, "must be an object");
            }
        }
        return Collections.unmodifiableMap(variants);
    }

    private static Sport variant(ObjectNode base, ObjectNode patch) {
        ObjectNode merged = MergePatch.apply(base, patch);
        FieldReader fields = FieldReader.of(merged);
        patch.fieldNames().forEachRemaining(name -> {
            if (!VARIED.contains(name)) {
                fields.addViolation(name, "must not be in a variant, which may change " + String.join(", ", VARIED));
            }
        });
        if (!names(merged).equals(names(base))) {
            fields.addViolation("kinds", "must have the names of the sport's kinds");
        }
        Sport sport = sport(fields, merged);
        fields.requireValid();
        check(sport, fields);
        fields.requireValid();
        return sport;
    }

    private static Set<String> names(ObjectNode sport) {
        Set<String> names = new HashSet<>();
        sport.path("kinds").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String sportProblem(String name) {
        if (CompetitionDefinition.TYPE.sport().equals(name)
                || MatchStatement.SPORT.equals(name)
                || DirectoryEntry.SPORT.equals(name)) {
            return "is reserved";
        }
        return NAME.matcher(name).matches() ? null : "must be lower-case words joined by hyphens";
    }

    private static Sport.Period period(FieldReader fields) {
        return new Sport.Period(
                fields.required("name", MAX_LENGTH, "the name in events"),
                fields.required("label", MAX_LENGTH, "the name for people"),
                integer(fields, "from", null),
                integer(fields, "to", null),
                fields.flag("overtime"));
    }

    private static Sport.Kind kind(String name, FieldReader fields, List<Sport.Period> periods) {
        if (name.equals(EventType.ANNOUNCEMENT)) {
            fields.addViolation(null, "is reserved");
        }
        if (!NAME.matcher(name).matches()) {
            fields.addViolation(null, "must be named by lower-case words joined by hyphens");
        }
        Sport.Points points = fields.object("points", CatalogueReader::points);
        boolean awards = fields.flag("award");
        if (awards && Stream.of("points", "shootout", "share", "phase").anyMatch(fields::has)) {
            fields.addViolation("award", "excludes points, shootout, share and phase");
        }
        return new Sport.Kind(
                name,
                fields.required("label", MAX_LENGTH, "the name for people"),
                fields.required("symbol", MAX_LENGTH, "a character for the timeline"),
                fields.string("title", MAX_LENGTH),
                texts(fields),
                fields.string("mark", MAX_LENGTH),
                fields.objectMap("flags", "must be an object of objects", (key, flag) -> flag(flag)),
                points == null ? Sport.Points.NONE : points,
                fields.flag("shootout"),
                figures(fields, "own"),
                figures(fields, "opponents"),
                figures(fields, "assist"),
                fields.object("share", CatalogueReader::share),
                fields.object("phase", phase -> change(phase, periods)),
                awards,
                List.copyOf(fields.strings("includes", MAX_LENGTH, MAX_LENGTH, text -> null)),
                fields.flag("notify"));
    }

    private static List<TextTemplate> texts(FieldReader fields) {
        List<TextTemplate> texts = new ArrayList<>();
        JsonNode node = fields.value("text");
        for (JsonNode text : node == null ? List.<JsonNode>of() : node.isArray() ? node : List.of(node)) {
            if (!FieldReader.isText(text, MAX_LENGTH)) {
                fields.addViolation(
                        "text", "must be a line of at most " + MAX_LENGTH + " characters, or an array of them");
                continue;
            }
            try {
                texts.add(TextTemplate.parse(text.textValue()));
            } catch (IllegalArgumentException e) {
                fields.addViolation("text", e.getMessage());
            }
        }
        return List.copyOf(texts);
    }

    private static Sport.Flag flag(FieldReader fields) {
        return new Sport.Flag(fields.string("mark", MAX_LENGTH), figures(fields, "own"));
    }

    private static Sport.Points points(FieldReader fields) {
        return new Sport.Points(integer(fields, "own", 0), integer(fields, "other", 0));
    }

    private static Sport.Share share(FieldReader fields) {
        fields.require("of", "what both teams' shares add up to");
        return new Sport.Share(
                figure(fields, "figure"),
                fields.required("detail", MAX_LENGTH, "the key of details that holds it"),
                fields.integer("of", 1, 1_000_000, 0));
    }

    private static Sport.PhaseChange change(FieldReader fields, List<Sport.Period> periods) {
        Phase to = fields.constant("to", Phase.class);
        Sport.Edge edge = fields.constant("edge", Sport.Edge.class);
        String period = fields.enumValue(
                "period", periods.stream().map(Sport.Period::name).toList());
        if (to == null || edge == null) {
            fields.addViolation(null, "needs to and edge");
        }
        return new Sport.PhaseChange(to, period, edge);
    }

    private static Sport.Scorers scorers(FieldReader fields) {
        return new Sport.Scorers(
                figure(fields, "figure"), fields.has("penalties") ? figure(fields, "penalties") : null);
    }

    private static Sport.Decision decision(FieldReader fields) {
        Sport.Decision defaults = Sport.Decision.DEFAULT;
        return new Sport.Decision(
                Objects.requireNonNullElse(fields.string("overtime", MAX_LENGTH), defaults.overtime()),
                Objects.requireNonNullElse(fields.string("shootout", MAX_LENGTH), defaults.shootout()),
                fields.flag("shootoutGoal"));
    }

    private static Sport.Penalty penalty(FieldReader fields) {
        fields.require("points", "what each one costs, such as -1");
        return new Sport.Penalty(figure(fields, "figure"), integer(fields, "points", 0), figures(fields, "instead"));
    }

    private static String figure(FieldReader fields, String field) {
        return fields.checked(field, fields.required(field, MAX_LENGTH, "a figure"), CatalogueReader::figureProblem);
    }

    private static String figureProblem(String name) {
        return FIGURE.matcher(name).matches() ? null : "must be a figure's name in camelCase";
    }

    // Figures are an array, in which each counts 1, or an object of figures and amounts.
    private static Map<String, Integer> figures(FieldReader fields, String field) {
        Map<String, Integer> figures = new LinkedHashMap<>();
        JsonNode node = fields.value(field);
        if (node instanceof ObjectNode object) {
            fields.object(field, amounts -> {
                object.fieldNames().forEachRemaining(name -> figures.put(name, amount(amounts, name)));
                return figures;
            });
        } else if (node != null && node.isArray()) {
            for (JsonNode name : node) {
                if (!name.isTextual() || figureProblem(name.textValue()) != null) {
                    fields.addViolation(field, "must name its figures in camelCase");
                } else if (figures.put(name.textValue(), 1) != null) {
                    fields.addViolation(field, "names " + name.textValue() + " twice");
                }
            }
        } else if (node != null) {
            fields.addViolation(field, "must be an array of figures, or an object of figures and amounts");
        }
        return Collections.unmodifiableMap(figures);
    }

    private static Integer amount(FieldReader fields, String figure) {
        Integer amount = integer(fields, figure, null);
        fields.checked(figure, figure, CatalogueReader::figureProblem);
        if (amount == null ? !fields.has(figure) : amount == 0) {
            fields.addViolation(figure, "must be a whole number other than 0");
        }
        return amount;
    }

    private static Integer integer(FieldReader fields, String field, Integer defaultValue) {
        return fields.integer(field, -1000, 1000, defaultValue);
    }

    private static void checkPeriods(Sport sport, FieldReader fields) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sport.periods().size(); i++) {
            Sport.Period period = sport.periods().get(i);
            if (!names.add(period.name())) {
                fields.addViolation("periods[" + i + "].name", "is the name of a period before it");
            }
            if (period.from() != null && period.to() != null && period.from() > period.to()) {
                fields.addViolation("periods[" + i + "].to", "must not be before from");
            }
        }
    }

    private static void checkIncludes(Sport sport, FieldReader fields) {
        for (Sport.Kind kind : sport.kinds().values()) {
            for (String included : kind.includes()) {
                if (included.equals(kind.name()) || !sport.kinds().containsKey(included)) {
                    fields.addViolation("kinds." + kind.name() + ".includes", "must name other kinds of the sport");
                }
            }
        }
    }

    // Figures of scorers and penalties must be counted by some kind.
    private static void checkFigures(Sport sport, FieldReader fields) {
        Set<String> counted = sport.teamFigures();
        BiConsumer<String, String> check = (field, figure) -> {
            if (figure != null && !counted.contains(figure)) {
                fields.addViolation(field, "names the figure " + figure + ", which no kind counts");
            }
        };
        for (int i = 0; i < sport.fairPlay().size(); i++) {
            String field = "fairPlay[" + i + "]";
            Sport.Penalty penalty = sport.fairPlay().get(i);
            check.accept(field, penalty.figure());
            penalty.instead().keySet().forEach(figure -> check.accept(field, figure));
        }
        if (!sport.scorers().equals(DEFAULT_SCORERS)) {
            check.accept("scorers", sport.scorers().figure());
            check.accept("scorers", sport.scorers().penalties());
        }
    }
}
