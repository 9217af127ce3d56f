package dev.touchline.codec.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.EventType;
import dev.touchline.event.Phase;
import dev.touchline.event.Rules;
import dev.touchline.event.Sport;
import dev.touchline.event.TextTemplate;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import dev.touchline.json.Violation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads and validates a sport's catalogue file. */
public final class CatalogueReader {

    private static final int MAX_LENGTH = 100;
    private static final List<String> PHASES =
            Stream.of(Phase.values()).map(Phase::code).toList();
    private static final List<String> EDGES =
            Stream.of(Sport.Edge.values()).map(Sport.Edge::code).toList();

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern FIGURE = Pattern.compile("[a-z][A-Za-z0-9]*");
    private static final Sport.Scorers DEFAULT_SCORERS = new Sport.Scorers("goals", null);

    private final List<Violation> violations = new ArrayList<>();

    private CatalogueReader() {}

    /** A catalogue file is invalid. The message lists every violation with file and field. */
    public static final class CatalogueException extends RuntimeException {
        private static final long serialVersionUID = 1L;

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
        CatalogueReader reader = new CatalogueReader();
        JsonNode node;
        try {
            node = Json.parse(content);
        } catch (MalformedException e) {
            throw new CatalogueException(file + ": " + e.getMessage());
        }
        Sport sport = reader.sport(node);
        if (sport.name() != null && !Path.of(file).endsWith(sport.name() + ".json")) {
            reader.violations.add(new Violation(null, "sport", "must be the name of the file"));
        }
        if (!reader.violations.isEmpty()) {
            List<String> lines = reader.violations.stream()
                    .map(v -> file + ": " + (v.field() == null ? "" : v.field() + " ") + v.detail())
                    .toList();
            throw new CatalogueException(String.join("; ", lines));
        }
        return sport;
    }

    private Sport sport(JsonNode node) {
        FieldReader fields = object(node, null);
        String name = fields.required("sport", MAX_LENGTH, "the name in event types");
        if (name != null && !NAME.matcher(name).matches()) {
            fields.addViolation("sport", "must be lower-case words joined by hyphens");
        }
        if (CompetitionDefinition.TYPE.sport().equals(name)) {
            fields.addViolation("sport", "is reserved");
        }
        String label = fields.required("label", MAX_LENGTH, "the name for people");
        List<Sport.Period> periods = periods(fields);
        Map<String, Sport.Kind> kinds = kinds(fields, periods);
        Sport.Scorers scorers = scorers(fields);
        Rules rules = fields.has("standings")
                ? RulesJson.read(object(fields.value("standings"), "standings")).orElse(Rules.DEFAULT)
                : Rules.DEFAULT;
        List<Sport.Penalty> fairPlay = fairPlay(fields);
        fields.rejectUnknownFields();
        Sport sport = new Sport(name, label, periods, kinds, scorers, rules, fairPlay);
        checkFigures(sport);
        return sport;
    }

    private List<Sport.Period> periods(FieldReader fields) {
        List<Sport.Period> periods = new ArrayList<>();
        JsonNode nodes = fields.value("periods");
        if (nodes != null && !nodes.isArray()) {
            fields.addViolation("periods", "must be an array");
        } else if (nodes != null) {
            Set<String> names = new HashSet<>();
            for (JsonNode node : nodes) {
                String path = "periods[" + periods.size() + "]";
                Sport.Period period = period(node, path);
                if (period.name() != null && !names.add(period.name())) {
                    fields.addViolation(path + ".name", "is the name of a period before it");
                }
                if (period.from() != null && period.to() != null && period.from() > period.to()) {
                    fields.addViolation(path + ".to", "must not be before from");
                }
                periods.add(period);
            }
        }
        return List.copyOf(periods);
    }

    private Sport.Period period(JsonNode node, String path) {
        FieldReader fields = object(node, path);
        Sport.Period period = new Sport.Period(
                fields.required("name", MAX_LENGTH, "the name in events"),
                fields.required("label", MAX_LENGTH, "the name for people"),
                integer(fields, "from"),
                integer(fields, "to"),
                flag(fields, "overtime"));
        fields.rejectUnknownFields();
        return period;
    }

    private Map<String, Sport.Kind> kinds(FieldReader fields, List<Sport.Period> periods) {
        Map<String, Sport.Kind> kinds = new LinkedHashMap<>();
        JsonNode nodes = fields.value("kinds");
        if (nodes == null || !nodes.isObject() || nodes.isEmpty()) {
            fields.addViolation("kinds", "must be an object with at least one kind");
        } else {
            nodes.properties()
                    .forEach(entry -> kinds.put(entry.getKey(), kind(entry.getKey(), entry.getValue(), periods)));
        }
        return Collections.unmodifiableMap(kinds);
    }

    private Sport.Kind kind(String name, JsonNode node, List<Sport.Period> periods) {
        String path = "kinds." + name;
        FieldReader fields = object(node, path);
        if (name.equals(EventType.ANNOUNCEMENT)) {
            fields.addViolation(null, "is reserved");
        }
        if (!NAME.matcher(name).matches()) {
            fields.addViolation(null, "must be named by lower-case words joined by hyphens");
        }
        Sport.Kind kind = new Sport.Kind(
                name,
                fields.required("label", MAX_LENGTH, "the name for people"),
                fields.required("symbol", MAX_LENGTH, "a character for the timeline"),
                fields.string("title", MAX_LENGTH),
                texts(fields),
                fields.string("mark", MAX_LENGTH),
                flags(fields, path),
                points(fields, path),
                flag(fields, "shootout"),
                figures(fields, path, "own"),
                figures(fields, path, "opponents"),
                figures(fields, path, "assist"),
                share(fields, path),
                change(fields, path, periods),
                flag(fields, "notify"));
        fields.rejectUnknownFields();
        return kind;
    }

    private static List<TextTemplate> texts(FieldReader fields) {
        List<TextTemplate> texts = new ArrayList<>();
        JsonNode node = fields.value("text");
        if (node == null) {
            return List.of();
        }
        for (JsonNode text : node.isArray() ? node : List.of(node)) {
            if (!text.isTextual()
                    || text.textValue().isBlank()
                    || text.textValue().length() > MAX_LENGTH
                    || FieldReader.isUnencodable(text.textValue())) {
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

    private Map<String, Sport.Flag> flags(FieldReader fields, String path) {
        Map<String, Sport.Flag> flags = new LinkedHashMap<>();
        JsonNode nodes = fields.value("flags");
        if (nodes != null && !nodes.isObject()) {
            fields.addViolation("flags", "must be an object of objects");
        } else if (nodes != null) {
            nodes.properties().forEach(entry -> {
                String flagPath = path + ".flags." + entry.getKey();
                FieldReader flag = object(entry.getValue(), flagPath);
                flags.put(
                        entry.getKey(),
                        new Sport.Flag(flag.string("mark", MAX_LENGTH), figures(flag, flagPath, "own")));
                flag.rejectUnknownFields();
            });
        }
        return Collections.unmodifiableMap(flags);
    }

    private Sport.Points points(FieldReader fields, String path) {
        JsonNode node = fields.value("points");
        if (node == null) {
            return Sport.Points.NONE;
        }
        FieldReader points = object(node, path + ".points");
        Integer own = integer(points, "own");
        Integer other = integer(points, "other");
        points.rejectUnknownFields();
        return new Sport.Points(own == null ? 0 : own, other == null ? 0 : other);
    }

    private Sport.Share share(FieldReader fields, String path) {
        JsonNode node = fields.value("share");
        if (node == null) {
            return null;
        }
        FieldReader share = object(node, path + ".share");
        String figure = figure(share, "figure");
        String detail = share.required("detail", MAX_LENGTH, "the key of details that holds it");
        Long of = share.integer("of", 1, 1_000_000);
        if (!share.has("of")) {
            share.addViolation("of", "is required: what both teams' shares add up to");
        }
        share.rejectUnknownFields();
        return new Sport.Share(figure, detail, of == null ? 0 : of.intValue());
    }

    private Sport.Scorers scorers(FieldReader fields) {
        JsonNode node = fields.value("scorers");
        if (node == null) {
            return DEFAULT_SCORERS;
        }
        FieldReader scorers = object(node, "scorers");
        String figure = figure(scorers, "figure");
        String penalties = scorers.has("penalties") ? figure(scorers, "penalties") : null;
        scorers.rejectUnknownFields();
        return new Sport.Scorers(figure, penalties);
    }

    private List<Sport.Penalty> fairPlay(FieldReader fields) {
        List<Sport.Penalty> penalties = new ArrayList<>();
        JsonNode nodes = fields.value("fairPlay");
        if (nodes != null && !nodes.isArray()) {
            fields.addViolation("fairPlay", "must be an array");
        } else if (nodes != null) {
            for (JsonNode node : nodes) {
                String path = "fairPlay[" + penalties.size() + "]";
                FieldReader penalty = object(node, path);
                Integer points = integer(penalty, "points");
                if (!penalty.has("points")) {
                    penalty.addViolation("points", "is required: what each one costs, such as -1");
                }
                penalties.add(new Sport.Penalty(
                        figure(penalty, "figure"), points == null ? 0 : points, figures(penalty, path, "instead")));
                penalty.rejectUnknownFields();
            }
        }
        return List.copyOf(penalties);
    }

    // Figures of scorers and penalties must be counted by some kind.
    private void checkFigures(Sport sport) {
        Set<String> counted = sport.teamFigures();
        for (int i = 0; i < sport.fairPlay().size(); i++) {
            Sport.Penalty penalty = sport.fairPlay().get(i);
            Set<String> named = new TreeSet<>(penalty.instead().keySet());
            String path = "fairPlay[" + i + "]";
            Stream.concat(Stream.ofNullable(penalty.figure()), named.stream())
                    .filter(figure -> !counted.contains(figure))
                    .forEach(figure -> violations.add(
                            new Violation(null, path, "names the figure " + figure + ", which no kind counts")));
        }
        if (!sport.scorers().equals(DEFAULT_SCORERS)) {
            Stream.of(sport.scorers().figure(), sport.scorers().penalties())
                    .filter(figure -> figure != null && !counted.contains(figure))
                    .forEach(figure -> violations.add(
                            new Violation(null, "scorers", "names the figure " + figure + ", which no kind counts")));
        }
    }

    private String figure(FieldReader fields, String field) {
        String figure = fields.required(field, MAX_LENGTH, "a figure");
        if (figure != null && !FIGURE.matcher(figure).matches()) {
            fields.addViolation(field, "must be a figure's name in camelCase");
        }
        return figure;
    }

    // Figures are an array, in which each counts 1, or an object of figures and amounts.
    private Map<String, Integer> figures(FieldReader fields, String path, String field) {
        Map<String, Integer> figures = new LinkedHashMap<>();
        JsonNode node = fields.value(field);
        if (node == null) {
            return Map.of();
        }
        if (node.isObject()) {
            FieldReader amounts = object(node, path + "." + field);
            node.properties().forEach(entry -> {
                Integer amount = integer(amounts, entry.getKey());
                if (!FIGURE.matcher(entry.getKey()).matches()) {
                    amounts.addViolation(entry.getKey(), "must be a figure's name in camelCase");
                } else if (amount != null && amount != 0) {
                    figures.put(entry.getKey(), amount);
                } else if (amount != null || !amounts.has(entry.getKey())) {
                    amounts.addViolation(entry.getKey(), "must be a whole number other than 0");
                }
            });
        } else if (node.isArray()) {
            for (JsonNode name : node) {
                if (!name.isTextual() || !FIGURE.matcher(name.textValue()).matches()) {
                    fields.addViolation(field, "must name its figures in camelCase");
                } else if (figures.put(name.textValue(), 1) != null) {
                    fields.addViolation(field, "names " + name.textValue() + " twice");
                }
            }
        } else {
            fields.addViolation(field, "must be an array of figures, or an object of figures and amounts");
        }
        return Collections.unmodifiableMap(figures);
    }

    private Sport.PhaseChange change(FieldReader fields, String path, List<Sport.Period> periods) {
        JsonNode node = fields.value("phase");
        if (node == null) {
            return null;
        }
        FieldReader phase = object(node, path + ".phase");
        String to = phase.enumValue("to", PHASES);
        String edge = phase.enumValue("edge", EDGES);
        String period = phase.enumValue(
                "period", periods.stream().map(Sport.Period::name).toList());
        phase.rejectUnknownFields();
        if (to == null || edge == null) {
            phase.addViolation(null, "needs to and edge");
            return null;
        }
        return new Sport.PhaseChange(
                Phase.valueOf(to.toUpperCase(Locale.ROOT)), period, Sport.Edge.valueOf(edge.toUpperCase(Locale.ROOT)));
    }

    private static boolean flag(FieldReader fields, String field) {
        JsonNode node = fields.value(field);
        if (node != null && !node.isBoolean()) {
            fields.addViolation(field, "must be true or false");
        }
        return node != null && node.booleanValue();
    }

    private static Integer integer(FieldReader fields, String field) {
        Long number = fields.integer(field, -1000, 1000);
        return number == null ? null : number.intValue();
    }

    private FieldReader object(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            return new FieldReader(object, null, path, violations);
        }
        violations.add(new Violation(null, path, "must be an object"));
        return new FieldReader(Json.MAPPER.createObjectNode(), null, path, violations);
    }
}
