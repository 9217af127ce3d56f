package dev.touchline.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.EventType;
import dev.touchline.event.Phase;
import dev.touchline.event.Sport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the file that gives a sport's words their meaning. */
public final class CatalogueReader {

    private static final int LONGEST = 100;
    private static final List<String> PHASES =
            Stream.of(Phase.values()).map(Phase::code).toList();
    private static final List<String> EDGES = List.of("start", "during", "end");

    private final List<Violation> violations = new ArrayList<>();

    private CatalogueReader() {}

    /** A catalogue file has mistakes. The message names the file, the kind and the field of each. */
    public static final class CatalogueException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CatalogueException(String message) {
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
        String label = fields.required("label", LONGEST, "the name for people");
        List<Sport.Period> periods = new ArrayList<>();
        JsonNode periodNodes = fields.value("periods");
        if (periodNodes != null && !periodNodes.isArray()) {
            fields.violation("periods", "must be an array");
        } else if (periodNodes != null) {
            periodNodes.forEach(period -> periods.add(period(period, "periods[" + periods.size() + "]")));
        }
        Map<String, Sport.Kind> kinds = new LinkedHashMap<>();
        JsonNode kindNodes = fields.value("kinds");
        if (kindNodes == null || !kindNodes.isObject() || kindNodes.isEmpty()) {
            fields.violation("kinds", "must be an object with at least one kind");
        } else {
            kindNodes
                    .properties()
                    .forEach(entry -> kinds.put(entry.getKey(), kind(entry.getKey(), entry.getValue(), periods)));
        }
        fields.refuseOthers();
        return new Sport(name, label, List.copyOf(periods), Map.copyOf(kinds));
    }

    private Sport.Period period(JsonNode node, String path) {
        Fields fields = object(node, path);
        Sport.Period period = new Sport.Period(
                fields.required("name", LONGEST, "the name in events"),
                fields.required("label", LONGEST, "the name for people"),
                integer(fields, "from"),
                integer(fields, "to"));
        fields.refuseOthers();
        return period;
    }

    private Sport.Kind kind(String name, JsonNode node, List<Sport.Period> periods) {
        String path = "kinds." + name;
        Fields fields = object(node, path);
        if (name.equals(EventType.ANNOUNCEMENT)) {
            fields.violation(null, "is reserved");
        }
        Sport.Kind kind = new Sport.Kind(
                name,
                fields.required("label", LONGEST, "the name for people"),
                fields.required("symbol", LONGEST, "a character for the timeline"),
                fields.text("title", LONGEST),
                fields.text("mark", LONGEST),
                marks(fields),
                points(fields, path),
                flag(fields, "shootout"),
                names(fields, "own"),
                names(fields, "opponents"),
                change(fields, path, periods),
                flag(fields, "notify"));
        fields.refuseOthers();
        return kind;
    }

    private Map<String, String> marks(Fields fields) {
        Map<String, String> marks = new LinkedHashMap<>();
        JsonNode node = fields.value("marks");
        if (node != null) {
            if (!node.isObject()
                    || node.properties().stream()
                            .anyMatch(mark -> !mark.getValue().isTextual())) {
                fields.violation("marks", "must be an object of texts");
            }
            node.properties()
                    .forEach(entry -> marks.put(entry.getKey(), entry.getValue().asText()));
        }
        return Map.copyOf(marks);
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

    private List<String> names(Fields fields, String field) {
        List<String> names = new ArrayList<>();
        JsonNode node = fields.value(field);
        if (node != null && !node.isArray()) {
            fields.violation(field, "must be an array of figures");
        } else if (node != null) {
            for (JsonNode name : node) {
                if (name.isTextual() && name.textValue().matches("[a-z][A-Za-z0-9]*")) {
                    names.add(name.textValue());
                } else {
                    fields.violation(field, "must name its figures in camelCase");
                }
            }
        }
        return List.copyOf(names);
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
