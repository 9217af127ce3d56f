package dev.touchline.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A matchday of an invented league that is in progress, with an example of everything that the page shows. */
public final class Matchday {

    /** The match with the most events. */
    public static final String MAIN = "alderport-birchholm";
    /** Another match in progress. */
    public static final String SECOND = "cedarstad-dogmouth";
    /** The match announced last: once it is visible, all other data is. */
    public static final String LAST = "hazelstad-bears";

    private static final String COMPETITION = "harbour-league";

    private final RetryingAgent agent;

    private Matchday(RetryingAgent agent) {
        this.agent = agent;
    }

    /** Reports the matchday. */
    public static void play(RetryingAgent agent) {
        Matchday matchday = new Matchday(agent);
        matchday.announce(MAIN, "Alderport", "Birchholm", -70);
        matchday.announce(SECOND, "Cedarstad", "Dogmouth", -35);
        matchday.announce("elmport-firholm", "Elmport", "Firholm", 90);
        matchday.playMain();
        matchday.playSecond();
        matchday.playBasketball();
    }

    private void announce(String match, String home, String away, int minutesFromNow) {
        agent.announce(
                match,
                RetryingAgent.announcement(COMPETITION, home, away)
                        .put("stage", "Matchday 7")
                        .put("venue", "The Quay, " + home)
                        .put("kickOff", fromNow(minutesFromNow)));
    }

    private static String fromNow(int minutes) {
        return Instant.now()
                .plus(minutes, ChronoUnit.MINUTES)
                .truncatedTo(ChronoUnit.MINUTES)
                .toString();
    }

    private void playMain() {
        Reports reports = new Reports(MAIN);
        reports.add("kick-off", null, 0);
        ObjectNode possession = reports.add("possession", "home", 5);
        possession.putObject("details").put("share", 58);
        reports.add("shot", "home", 8).put("player", "Mina Okafor");
        reports.add("corner", "home", 9);
        reports.add("goal", "home", 12).put("player", "Mina Okafor").put("assist", "Ida Žižka");
        reports.add("yellow-card", "away", 19).put("player", "Tomás Muñoz");
        reports.add("shot-on-target", "away", 27).put("player", "Jun Ito");
        reports.add("save", "home", 27).put("player", "Rui Sá");
        reports.add("goal", "away", 33).put("player", "Jun Ito");
        reports.add("foul", "away", 38).put("player", "Tomás Muñoz");
        reports.add("goal", "home", 45).put("stoppage", 2).put("player", "Lena Æbelø");
        // Half-time and second half, at any time after the first half's events.
        reports.add("half-time", null, 45).remove("minute");
        reports.add("second-half", null, 45);
        reports.add("corner", "away", 50);
        ObjectNode cancelled = reports.add("goal", "away", 55).put("player", "Karl Łukasik");
        reports.add("substitution", "away", 58)
                .put("player", "Tomás Muñoz")
                .putObject("details")
                .put("in", "Ada Kim");
        ObjectNode corrected = reports.add("goal", "away", 60).put("player", "Jun Ito");
        agent.report(reports.all);
        agent.report(cancelled
                .deepCopy()
                .put("revision", 2)
                .put("status", "cancelled")
                .set("details", AppProcess.JSON.createObjectNode().put("reason", "offside")));
        agent.report(corrected.deepCopy().put("revision", 2).put("player", "Omar Şahin"));
        Reports last = new Reports(MAIN + "-last", MAIN);
        last.add("penalty-goal", "home", 64).put("player", "Ida Žižka");
        agent.report(last.all);
    }

    private void playSecond() {
        Reports reports = new Reports(SECOND);
        reports.add("kick-off", null, 0);
        reports.add("goal", "away", 21).put("player", "Sol Noor");
        reports.add("red-card", "home", 24).put("player", "Ola Berg");
        agent.report(reports.all);
    }

    private void playBasketball() {
        ArrayNode reports = AppProcess.JSON.createArrayNode();
        reports.add(basket("tip-off", 0).put("minute", 0));
        for (int i = 1; i <= 20; i++) {
            reports.add(basket(i % 4 == 0 ? "three-pointer" : "two-pointer", i)
                    .put("team", i % 5 < 3 ? "home" : "away")
                    .put("minute", i));
        }
        agent.report(reports);
        agent.announce(
                LAST,
                RetryingAgent.announcement("northern-baskets", "Hazelstad Bears", "Ginkgo Giants")
                        .put("sport", "basketball")
                        .put("kickOff", fromNow(-30)));
    }

    private static ObjectNode basket(String kind, int number) {
        return AppProcess.JSON
                .createObjectNode()
                .put("id", LAST + "-" + number)
                .put("source", "table")
                .put("type", "basketball." + kind)
                .put("match", LAST);
    }

    /** Reports of one match, numbered. */
    private static final class Reports {
        private final ArrayNode all = AppProcess.JSON.createArrayNode();
        private final String prefix;
        private final String match;

        Reports(String match) {
            this(match, match);
        }

        Reports(String prefix, String match) {
            this.prefix = prefix;
            this.match = match;
        }

        ObjectNode add(String kind, String team, int minute) {
            ObjectNode event = RetryingAgent.event(match, prefix + "-" + all.size(), kind, team, minute);
            all.add(event);
            return event;
        }
    }
}
