package dev.touchline.competition.round;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The meaning of a round's name. Names of one round in several spellings and languages are equal.
 *
 * @param key equal for names of the same round, such as those of both legs; empty if the name only numbers a leg
 * @param label the name without a leg
 */
public record RoundName(Kind kind, String key, String label) {

    /** The kind of a round, in playing order. */
    public enum Kind {
        /** A league's round; in a knock-out, a leg. */
        MATCHDAY,
        OTHER,
        /** Any rounds of a knock-out, or of a table whose teams have qualified. */
        PLAY_OFF,
        /** A round that its number of teams names, from 16. */
        ROUND_OF,
        QUARTER_FINAL,
        SEMI_FINAL,
        /** A round for the third place or one below, whose teams have lost. */
        PLACE,
        FINAL
    }

    private static final String MATCHDAYS =
            "(?:match ?day|game ?week|game ?day|week|spieltag|journ[eé]e|jornada|giornata|rodada|speelronde)";
    private static final Pattern LEG_AT_END = atEnd("(?:(?:1st|2nd|first|second)[ -]leg|leg [12]|replays?|hinspiele?"
            + "|r[uü]ckspiele?|ida|vuelta|aller|retour|andata|ritorno)");
    private static final Pattern MATCHDAY_AT_END = atEnd("(?:\\d+\\.? )?" + MATCHDAYS + "(?: \\d+)?");
    private static final Pattern SEPARATOR = Pattern.compile("\\s*[,;:|(–-]");
    private static final Pattern MATCHDAY = Pattern.compile(".*\\b" + MATCHDAYS + "\\b.*");
    /** The number of a match in its round, as in "Quarterfinal 2". */
    private static final String NUMBER = "(?: \\d+)?";

    private static final Pattern PLAY_OFF = Pattern.compile(
            ".*\\b(?:play (?:off|in|out)|knock ?outs?|eliminations?|wild ?cards?|post ?season|liguilla|barrages?|repechage"
                    + "|repesca|reclassification|reclasificacion|finals|final (?:four|eight|stage|phase)"
                    + "|(?:semi|quarter|demi|halb|viertel) ?fin(?:al|als|ale|ales))\\b.*|.*\\bfinale?");
    private static final Pattern FRACTION = Pattern.compile("1/(\\d{1,3}) ?(?:de )?fin\\w*" + NUMBER);
    private static final Pattern ROUND_OF = Pattern.compile("(?:the )?(?:round of|last) (\\d{1,4})" + NUMBER);

    private static final String PLACES = "(?:places?|platze?|puestos?|lugar|posto|posti)";
    private static final Pattern THIRD_PLACE =
            Pattern.compile(".*\\b(?:third|dritten?|tercer|terzo|troisieme|terceiro) " + PLACES
                    + "\\b.*|bronze\\b.*|(?:petite|kleines) finale");
    /** Its first number is a place. */
    private static final Pattern PLACE = Pattern.compile("\\b\\d{1,3}(?:st|nd|rd|th)?(?: \\d{1,3}(?:st|nd|rd|th)?)? "
            + PLACES + "\\b|\\b" + PLACES + " \\d{1,3}\\b|\\bclassification (?:\\w+ )?\\d{1,3} \\d");
    /** A round of some teams, with the first and the last place that they play for. */
    private static final Pattern ROUND_FOR_PLACES = Pattern.compile("(.*fin\\w*) (\\d{1,3}) (\\d{1,3})");

    private static final Map<Kind, Pattern> NAMED = Map.of(
            Kind.FINAL,
            Pattern.compile("(?:(?:the|grand|gran) )?finals?(?:e|issima)?" + NUMBER + "|endspiel"),
            Kind.SEMI_FINAL,
            Pattern.compile("(?:semi ?|demi ?|halbe? ?|halve |meias? )fin\\w*" + NUMBER),
            Kind.QUARTER_FINAL,
            Pattern.compile("(?:(?:quarter ?|viertel ?|kwart ?)fin\\w*"
                    + "|quarts? de finale|cuartos(?: de final)?|quarti(?: di finale)?|quartas(?: de final)?)"
                    + NUMBER));
    /** By the number of teams. */
    private static final Map<Integer, Pattern> ROUNDS = Map.of(
            16,
            Pattern.compile("(?:(?:eighth ?|achtel ?)fin\\w*|(?:round of|last) sixteen|huitiemes?(?: de finale)?"
                    + "|octavos(?: de final)?|ottavi(?: di finale)?|oitavas(?: de final)?)" + NUMBER),
            32,
            Pattern.compile("(?:sechzehntel ?fin\\w*|seiziemes?(?: de finale)?|dieciseisavos(?: de final)?"
                    + "|sedicesimi(?: di finale)?)" + NUMBER));

    private static final Pattern CUP =
            Pattern.compile(".*(?:qualif|prelim|elimin|cup|pokal|copa|coupe|coppa|taca|beker).*");
    private static final Pattern TABLE =
            Pattern.compile(".*(?:match ?day|league|liga|regular|group|gruppe|grupo|robin).*");

    private static Pattern atEnd(String words) {
        return Pattern.compile(
                "[\\s,;:|(–-]*\\b" + words + "\\b[\\s)]*$", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** The name of a round without that of a leg or a replay, which may leave nothing. */
    public static String withoutLeg(String text) {
        return LEG_AT_END.matcher(text).replaceFirst("").strip();
    }

    /** The meaning of a name; of an empty one, that of a leg. */
    public static RoundName of(String text) {
        String label = withoutLeg(text);
        String withoutMatchday = MATCHDAY_AT_END.matcher(label).replaceFirst("").strip();
        if (!withoutMatchday.isEmpty() && !withoutMatchday.equals(label)) {
            RoundName name = of(withoutMatchday);
            boolean separated =
                    SEPARATOR.matcher(label.substring(withoutMatchday.length())).lookingAt();
            // A "Final Matchday" is the last one, unlike "Final, Matchday 1".
            if (name.suggestsKnockOut() && (separated || name.kind() != Kind.FINAL)) {
                return name;
            }
        }
        String plain = normalize(label);
        if (plain.isEmpty()) {
            return new RoundName(Kind.MATCHDAY, "", "");
        }
        Kind named = named(plain);
        if (named != null) {
            return new RoundName(named, named.name(), label);
        }
        int teams = teams(plain);
        if (teams > 0) {
            Kind kind = teams == 4 ? Kind.SEMI_FINAL : teams == 8 ? Kind.QUARTER_FINAL : Kind.ROUND_OF;
            return new RoundName(kind, kind == Kind.ROUND_OF ? "round of " + teams : kind.name(), label);
        }
        int place = place(plain);
        if (place >= 3) {
            return new RoundName(Kind.PLACE, place == 3 ? Kind.PLACE.name() : plain, label);
        }
        Kind kind = MATCHDAY.matcher(plain).matches()
                ? Kind.MATCHDAY
                : PLAY_OFF.matcher(plain).matches() ? Kind.PLAY_OFF : Kind.OTHER;
        return new RoundName(kind, plain, label);
    }

    /** The kind of a round that a word of its own names, or null. */
    private static Kind named(String plain) {
        Matcher places = ROUND_FOR_PLACES.matcher(plain);
        if (places.matches() && place(plain) == 0) {
            return named(places.group(1));
        }
        return NAMED.entrySet().stream()
                .filter(named -> named.getValue().matcher(plain).matches())
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** The teams of a round that has its name from them, or 0. */
    private static int teams(String plain) {
        Matcher fraction = FRACTION.matcher(plain);
        if (fraction.matches()) {
            return 2 * Integer.parseInt(fraction.group(1));
        }
        Matcher round = ROUND_OF.matcher(plain);
        if (round.matches()) {
            return Integer.parseInt(round.group(1));
        }
        return ROUNDS.entrySet().stream()
                .filter(named -> named.getValue().matcher(plain).matches())
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    /** The best place that the teams of a round can reach, or 0 if the name has none. */
    private static int place(String plain) {
        if (THIRD_PLACE.matcher(plain).matches()) {
            return 3;
        }
        Matcher places = ROUND_FOR_PLACES.matcher(plain);
        if (places.matches()) {
            // The numbers of Quarterfinals 1-2 are those of matches, and the numbers of Semifinals 5-8 are places.
            Kind kind = named(places.group(1));
            int teams = kind == Kind.FINAL ? 2 : kind == Kind.SEMI_FINAL ? 4 : kind == Kind.QUARTER_FINAL ? 8 : 0;
            int first = Integer.parseInt(places.group(2));
            return first > 1 && Integer.parseInt(places.group(3)) == first + teams - 1 ? first : 0;
        }
        Matcher place = PLACE.matcher(plain);
        return place.find() ? Integer.parseInt(place.group().replaceAll("\\D*(\\d+).*", "$1")) : 0;
    }

    private static String normalize(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}/]+", " ")
                .replaceAll("\\bplay ?(off|in|out)s?\\b", "play $1")
                .strip();
    }

    /** Whether only a knock-out has a round of that name. */
    public boolean isKnockOut() {
        return kind.compareTo(Kind.ROUND_OF) >= 0 && kind != Kind.PLACE;
    }

    /** Whether a round or a stage of that name is of a knock-out, unless its teams play as in a table. */
    public boolean suggestsKnockOut() {
        return kind.compareTo(Kind.PLAY_OFF) >= 0;
    }

    /** Whether a team plays at most one other in the round; otherwise, several rounds may have the name. */
    boolean isOneRound() {
        return switch (kind) {
            case ROUND_OF, QUARTER_FINAL, SEMI_FINAL, PLACE -> true;
            case OTHER -> hasNumber(key);
            default -> false;
        };
    }

    /** Whether the text has a digit, as "Matchday 3" or "2nd stage" have. */
    public static boolean hasNumber(String text) {
        return text.chars().anyMatch(Character::isDigit);
    }

    /**
     * Whether a stage, a round or a competition of that name is a knock-out (true) or a table (false) if nothing else
     * tells; null if the words say nothing.
     */
    public static Boolean saysKnockOut(String text) {
        String plain = normalize(text);
        return of(text).suggestsKnockOut() || CUP.matcher(plain).matches()
                ? Boolean.TRUE
                : of(text).kind() == Kind.MATCHDAY || TABLE.matcher(plain).matches() ? Boolean.FALSE : null;
    }
}
