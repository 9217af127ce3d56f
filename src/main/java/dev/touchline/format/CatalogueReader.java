package dev.touchline.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Declaration;
import dev.touchline.event.EventType;
import dev.touchline.event.Phase;
import dev.touchline.event.Phrase;
import dev.touchline.event.Rules;
import dev.touchline.event.Sport;
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

/** Reads the file that gives a sport's words their meaning. */
public final class CatalogueReader {

    private static final int LONGEST = 100;
    private static final List<String> PHASES =
            Stream.of(Phase.values()).map(Phase::code).toList();
    private static final List<String> EDGES =
            Stream.of(Sport.Edge.values()).map(Sport.Edge::code).toList();

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern FIGURE = Pattern.compile("[a-z][A-Za-z0-9]*");
    private static final Sport.Scorers USUAL_SCORERS = new Sport.Scorers("goals", null);

    private final List<Violation> violations = new ArrayList<>();

    private CatalogueReader() {}

    /** A catalogue file has mistakes. The message names the file, the kind and the field of each. */
    public static final class CatalogueException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public CatalogueException(String message) {
            super(message);
        }
    }

    /**
     * Reads one file.
     *
     * @param file its name, for messages
     * @throws CatalogueException if anything in it is wrong or unknown
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
        Fields fields = object(node, null);
        String name = fields.required("sport", LONGEST, "the name in event types");
        if (name != null && !NAME.matcher(name).matches()) {
            fields.violation("sport", "must be lower-case words joined by hyphens");
        }
        if (Declaration.TYPE.sport().equals(name)) {
            fields.violation("sport", "is reserved");
        }
        String label = fields.required("label", LONGEST, "the name for people");
        List<Sport.Period> periods = periods(fields);
        Map<String, Sport.Kind> kinds = kinds(fields, periods);
        Sport.Scorers scorers = scorers(fields);
        Rules rules = fields.has("standings")
                ? RulesJson.read(object(fields.value("standings"), "standings")).or(Rules.USUAL)
                : Rules.USUAL;
        List<Sport.Penalty> fairPlay = fairPlay(fields);
        fields.refuseOthers();
        Sport sport = new Sport(name, label, periods, kinds, scorers, rules, fairPlay);
        checkFigures(sport);
        return sport;
    }

    private List<Sport.Period> periods(Fields fields) {
        List<Sport.Period> periods = new ArrayList<>();
        JsonNode nodes = fields.value("periods");
        if (nodes != null && !nodes.isArray()) {
            fields.violation("periods", "must be an array");
        } else if (nodes != null) {
            Set<String> names = new HashSet<>();
            for (JsonNode node : nodes) {
                String path = "periods[" + periods.size() + "]";
                Sport.Period period = period(node, path);
                if (period.name() != null && !names.add(period.name())) {
                    fields.violation(path + ".name", "is the name of a period before it");
                }
                if (period.from() != null && period.to() != null && period.from() > period.to()) {
                    fields.violation(path + ".to", "must not be before from");
                }
                periods.add(period);
            }
        }
        return List.copyOf(periods);
    }

    private Sport.Period period(JsonNode node, String path) {
        Fields fields = object(node, path);
        Sport.Period period = new Sport.Period(
                fields.required("name", LONGEST, "the name in events"),
                fields.required("label", LONGEST, "the name for people"),
                integer(fields, "from"),
                integer(fields, "to"),
                flag(fields, "overtime"));
        fields.refuseOthers();
        return period;
    }

    private Map<String, Sport.Kind> kinds(Fields fields, List<Sport.Period> periods) {
        Map<String, Sport.Kind> kinds = new LinkedHashMap<>();
        JsonNode nodes = fields.value("kinds");
        if (nodes == null || !nodes.isObject() || nodes.isEmpty()) {
            fields.violation("kinds", "must be an object with at least one kind");
        } else {
            nodes.properties()
                    .forEach(entry -> kinds.put(entry.getKey(), kind(entry.getKey(), entry.getValue(), periods)));
        }
        return Collections.unmodifiableMap(kinds);
    }

    private Sport.Kind kind(String name, JsonNode node, List<Sport.Period> periods) {
        String path = "kinds." + name;
        Fields fields = object(node, path);
        if (name.equals(EventType.ANNOUNCEMENT)) {
            fields.violation(null, "is reserved");
        }
        if (!NAME.matcher(name).matches()) {
            fields.violation(null, "must be named by lower-case words joined by hyphens");
        }
        Sport.Kind kind = new Sport.Kind(
                name,
                fields.required("label", LONGEST, "the name for people"),
                fields.required("symbol", LONGEST, "a character for the timeline"),
                fields.text("title", LONGEST),
                texts(fields),
                fields.text("mark", LONGEST),
                flags(fields, path),
                points(fields, path),
                flag(fields, "shootout"),
                figures(fields, path, "own"),
                figures(fields, path, "opponents"),
                figures(fields, path, "assist"),
                share(fields, path),
                change(fields, path, periods),
                flag(fields, "notify"));
        fields.refuseOthers();
        return kind;
    }

    private static List<Phrase> texts(Fields fields) {
        List<Phrase> texts = new ArrayList<>();
        JsonNode node = fields.value("text");
        if (node == null) {
            return List.of();
        }
        for (JsonNode text : node.isArray() ? node : List.of(node)) {
            if (!text.isTextual()
                    || text.textValue().isBlank()
                    || text.textValue().length() > LONGEST
                    || Fields.unsendable(text.textValue())) {
                fields.violation("text", "must be a line of at most " + LONGEST + " characters, or an array of them");
                continue;
            }
            try {
                texts.add(Phrase.parse(text.textValue()));
            } catch (IllegalArgumentException e) {
                fields.violation("text", e.getMessage());
            }
        }
        return List.copyOf(texts);
    }

    private Map<String, Sport.Flag> flags(Fields fields, String path) {
        Map<String, Sport.Flag> flags = new LinkedHashMap<>();
        JsonNode nodes = fields.value("flags");
        if (nodes != null && !nodes.isObject()) {
            fields.violation("flags", "must be an object of objects");
        } else if (nodes != null) {
            nodes.properties().forEach(entry -> {
                String place = path + ".flags." + entry.getKey();
                Fields flag = object(entry.getValue(), place);
                flags.put(entry.getKey(), new Sport.Flag(flag.text("mark", LONGEST), figures(flag, place, "own")));
                flag.refuseOthers();
            });
        }
        return Collections.unmodifiableMap(flags);
    }

    private Sport.Points points(Fields fields, String path) {
        JsonNode node = fields.value("points");
        if (node == null) {
            return Sport.Points.NONE;
        }
        Fields points = object(node, path + ".points");
        Integer own = integer(points, "own");
        Integer other = integer(points, "other");
        points.refuseOthers();
        return new Sport.Points(own == null ? 0 : own, other == null ? 0 : other);
    }

    private Sport.Share share(Fields fields, String path) {
        JsonNode node = fields.value("share");
        if (node == null) {
            return null;
        }
        Fields share = object(node, path + ".share");
        String figure = figure(share, "figure");
        String detail = share.required("detail", LONGEST, "the key of details that holds it");
        Long of = share.whole("of", 1, 1_000_000);
        if (!share.has("of")) {
            share.violation("of", "is required: what both teams' shares add up to");
        }
        share.refuseOthers();
        return new Sport.Share(figure, detail, of == null ? 0 : of.intValue());
    }

    private Sport.Scorers scorers(Fields fields) {
        JsonNode node = fields.value("scorers");
        if (node == null) {
            return USUAL_SCORERS;
        }
        Fields scorers = object(node, "scorers");
        String figure = figure(scorers, "figure");
        String penalties = scorers.has("penalties") ? figure(scorers, "penalties") : null;
        scorers.refuseOthers();
        return new Sport.Scorers(figure, penalties);
    }

    private List<Sport.Penalty> fairPlay(Fields fields) {
        List<Sport.Penalty> penalties = new ArrayList<>();
        JsonNode nodes = fields.value("fairPlay");
        if (nodes != null && !nodes.isArray()) {
            fields.violation("fairPlay", "must be an array");
        } else if (nodes != null) {
            for (JsonNode node : nodes) {
                String path = "fairPlay[" + penalties.size() + "]";
                Fields penalty = object(node, path);
                Integer points = integer(penalty, "points");
                if (!penalty.has("points")) {
                    penalty.violation("points", "is required: what each one costs, such as -1");
                }
                penalties.add(new Sport.Penalty(
                        figure(penalty, "figure"), points == null ? 0 : points, figures(penalty, path, "instead")));
                penalty.refuseOthers();
            }
        }
        return List.copyOf(penalties);
    }

    /** Whatever is looked at in a player's figures must be counted by some kind. */
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
        if (!sport.scorers().equals(USUAL_SCORERS)) {
            Stream.of(sport.scorers().figure(), sport.scorers().penalties())
                    .filter(figure -> figure != null && !counted.contains(figure))
                    .forEach(figure -> violations.add(
                            new Violation(null, "scorers", "names the figure " + figure + ", which no kind counts")));
        }
    }

    private String figure(Fields fields, String field) {
        String figure = fields.required(field, LONGEST, "a figure");
        if (figure != null && !FIGURE.matcher(figure).matches()) {
            fields.violation(field, "must be a figure's name in camelCase");
        }
        return figure;
    }

    /** Figures as an array, where each counts one, or as an object that says how much each counts. */
    private Map<String, Integer> figures(Fields fields, String path, String field) {
        Map<String, Integer> figures = new LinkedHashMap<>();
        JsonNode node = fields.value(field);
        if (node == null) {
            return Map.of();
        }
        if (node.isObject()) {
            Fields amounts = object(node, path + "." + field);
            node.properties().forEach(entry -> {
                Integer amount = integer(amounts, entry.getKey());
                if (!FIGURE.matcher(entry.getKey()).matches()) {
                    amounts.violation(entry.getKey(), "must be a figure's name in camelCase");
                } else if (amount != null && amount != 0) {
                    figures.put(entry.getKey(), amount);
                } else if (amount != null || !amounts.has(entry.getKey())) {
                    amounts.violation(entry.getKey(), "must be a whole number other than 0");
                }
            });
        } else if (node.isArray()) {
            for (JsonNode name : node) {
                if (!name.isTextual() || !FIGURE.matcher(name.textValue()).matches()) {
                    fields.violation(field, "must name its figures in camelCase");
                } else if (figures.put(name.textValue(), 1) != null) {
                    fields.violation(field, "names " + name.textValue() + " twice");
                }
            }
        } else {
            fields.violation(field, "must be an array of figures, or an object of figures and amounts");
        }
        return Collections.unmodifiableMap(figures);
    }

    private Sport.PhaseChange change(Fields fields, String path, List<Sport.Period> periods) {
        JsonNode node = fields.value("phase");
        if (node == null) {
            return null;
        }
        Fields phase = object(node, path + ".phase");
        String to = phase.word("to", PHASES);
        String edge = phase.word("edge", EDGES);
        String period =
                phase.word("period", periods.stream().map(Sport.Period::name).toList());
        phase.refuseOthers();
        if (to == null || edge == null) {
            phase.violation(null, "needs to and edge");
            return null;
        }
        return new Sport.PhaseChange(
                Phase.valueOf(to.toUpperCase(Locale.ROOT)), period, Sport.Edge.valueOf(edge.toUpperCase(Locale.ROOT)));
    }

    private static boolean flag(Fields fields, String field) {
        JsonNode node = fields.value(field);
        if (node != null && !node.isBoolean()) {
            fields.violation(field, "must be true or false");
        }
        return node != null && node.booleanValue();
    }

    private static Integer integer(Fields fields, String field) {
        Long number = fields.whole(field, -1000, 1000);
        return number == null ? null : number.intValue();
    }

    private Fields object(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            return new Fields(object, null, path, violations);
        }
        violations.add(new Violation(null, path, "must be an object"));
        return new Fields(Json.MAPPER.createObjectNode(), null, path, violations);
    }
}
