package dev.touchline.competition;

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
        PLAY_OFF,
        /** A round that its number of teams names, from 16. */
        ROUND_OF,
        QUARTER_FINAL,
        SEMI_FINAL,
        THIRD_PLACE,
        FINAL
    }

    private static final String LEG =
            "(?:(?:1st|2nd|first|second) leg|leg [12]|replay|hinspiel|ruckspiel|ida|vuelta|aller|retour|andata|ritorno)";
    private static final Pattern LEG_AT_END = Pattern.compile(
            "[\\s,;:(–-]*\\b" + LEG.replace("ruckspiel", "r[uü]ckspiel") + "\\b[\\s)]*$",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    /** The number of a match in its round, as in "Quarterfinal 2". */
    private static final String NUMBER = "(?: \\d+)?";

    private static final Pattern MATCHDAY = Pattern.compile(
            ".*\\b(?:match ?day|game ?week|game ?day|spieltag|journee|jornada|giornata|rodada|speelronde)\\b.*");
    private static final Pattern PLAY_OFF = Pattern.compile(
            ".*\\b(?:play ?offs?|knock ?out|barrages?|repechage|repesca|reclassification|reclasificacion)\\b.*");
    private static final Pattern THIRD_PLACE = Pattern.compile(
            ".*\\b(?:third|3rd|dritten?|tercer|terzo|troisieme|terceiro) (?:place|platz|puesto|lugar|posto)\\b.*"
                    + "|.*\\bplatz 3\\b.*|bronze .*|(?:petite|kleines) finale");
    private static final Pattern FRACTION = Pattern.compile("1/(\\d{1,3}) ?(?:de )?fin\\w*" + NUMBER);
    private static final Pattern ROUND_OF = Pattern.compile("(?:the )?(?:round of|last) (\\d{1,4})" + NUMBER);

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

    private static final Pattern KNOCK_OUT_STAGE =
            Pattern.compile(".*\\b(?:play ?offs?|knock ?out|finals?|liguilla|post ?season)\\b.*");

    /** The meaning of a name. */
    public static RoundName of(String text) {
        String label = LEG_AT_END.matcher(text).replaceFirst("").strip();
        String plain = normalize(label);
        if (plain.isEmpty()) {
            return new RoundName(Kind.MATCHDAY, "", "");
        }
        for (Map.Entry<Kind, Pattern> named : NAMED.entrySet()) {
            if (named.getValue().matcher(plain).matches()) {
                return new RoundName(named.getKey(), named.getKey().name(), label);
            }
        }
        int teams = teams(plain);
        if (teams > 0) {
            Kind kind = teams == 4 ? Kind.SEMI_FINAL : teams == 8 ? Kind.QUARTER_FINAL : Kind.ROUND_OF;
            return new RoundName(kind, kind == Kind.ROUND_OF ? "round of " + teams : kind.name(), label);
        }
        if (THIRD_PLACE.matcher(plain).matches()) {
            return new RoundName(Kind.THIRD_PLACE, Kind.THIRD_PLACE.name(), label);
        }
        Kind kind = MATCHDAY.matcher(plain).matches()
                ? Kind.MATCHDAY
                : PLAY_OFF.matcher(plain).matches() ? Kind.PLAY_OFF : Kind.OTHER;
        return new RoundName(kind, plain, label);
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

    private static String normalize(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}/]+", " ")
                .strip();
    }

    /** Whether only a knock-out has a round of that name. */
    boolean isKnockOut() {
        return kind.compareTo(Kind.ROUND_OF) >= 0;
    }

    /** Whether a stage of that name is a knock-out, unless a team plays several opponents in a round. */
    static boolean suggestsKnockOut(String stage) {
        return KNOCK_OUT_STAGE.matcher(normalize(stage)).matches();
    }
}
