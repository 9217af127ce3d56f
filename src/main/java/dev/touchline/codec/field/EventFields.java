package dev.touchline.codec.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.event.Ids;
import dev.touchline.event.MatchClock;
import dev.touchline.json.FieldReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** The source of a report, and its time on the match clock. */
public final class EventFields {

    /** The longest source, id or name, in characters. */
    public static final int MAX_LENGTH = 200;

    /** The beginning of the sources of all reports but events. Agents may not use it. */
    public static final String OWN_PREFIX = "touchline:";

    private static final int LAST_MINUTE = 999;
    private static final int LAST_STOPPAGE = 99;

    private EventFields() {}

    /** Reads a source that must be stated; its violations are named by the field. */
    public static String requiredSource(FieldReader fields, String field) {
        return fields.checked(
                field, fields.required(field, MAX_LENGTH, "the name of an agent"), EventFields::sourceProblem);
    }

    /** The violation of a source that {@link FieldReader#string} has read, or null if it is valid. */
    public static String sourceProblem(String source) {
        if (source.startsWith(OWN_PREFIX)) {
            return "must not begin with " + OWN_PREFIX + ", which is reserved";
        }
        return isUriReference(source) ? null : "must be a URI reference without spaces, such as camera-7";
    }

    /** Whether any text is a valid source. */
    public static boolean isValidSource(String name) {
        return !name.isBlank()
                && name.length() <= MAX_LENGTH
                && !FieldReader.isUnencodable(name)
                && sourceProblem(name) == null;
    }

    private static boolean isUriReference(String text) {
        if (text.chars().allMatch(Ids::isUnreserved)) {
            return true;
        }
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /**
     * Reads period, minute and stoppage time.
     *
     * @param periods the valid names, or null if any name is
     */
    public static MatchClock clock(FieldReader fields, List<String> periods) {
        String period = periods == null ? fields.string("period", MAX_LENGTH) : fields.enumValue("period", periods);
        JsonNode minuteValue = fields.value("minute");
        if (minuteValue != null && minuteValue.isTextual()) {
            MatchClock parsed = MatchClock.parse(minuteValue.textValue());
            Long stated = fields.integer("stoppage", 0, LAST_STOPPAGE);
            if (parsed == null || parsed.stoppage() > LAST_STOPPAGE) {
                String minutes = "must be a whole number from 0 to " + LAST_MINUTE;
                String stoppages = " with at most " + LAST_STOPPAGE + " of stoppage time";
                fields.addViolation("minute", minutes + ", or written like \"45+2\"" + stoppages);
                return MatchClock.UNKNOWN;
            }
            if (stated != null && parsed.stoppage() != 0 && stated != parsed.stoppage()) {
                fields.addViolation("stoppage", "contradicts the stoppage time written in minute");
            }
            int stoppage = parsed.stoppage() == 0 && stated != null ? stated.intValue() : parsed.stoppage();
            return new MatchClock(period, parsed.minute(), stoppage);
        }
        Long minute = fields.integer("minute", 0, LAST_MINUTE);
        Long stoppage = fields.integer("stoppage", 0, LAST_STOPPAGE);
        if (stoppage != null && stoppage > 0 && minuteValue == null) {
            fields.addViolation("stoppage", "needs the minute it is added to");
        }
        return new MatchClock(
                period, minute == null ? null : minute.intValue(), stoppage == null ? 0 : stoppage.intValue());
    }
}
