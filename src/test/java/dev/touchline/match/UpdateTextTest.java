package dev.touchline.match;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.FINAL;
import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.MATCH;
import static dev.touchline.Football.SPORT;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Football.Incident;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.Reporter;
import dev.touchline.match.tally.MatchTally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UpdateTextTest {

    private MatchState match = new MatchState(MATCH, FINAL, null, new MatchTally(), 0);
    private final Map<IncidentId, Event> standing = new HashMap<>();

    private Update apply(Incident incident) {
        Event event = incident.event();
        return match.apply(event, standing.put(event.incident(), event), CATALOGUE, KICK_OFF);
    }

    private static Incident messi() {
        return incident("goal", "1").home().by("Lionel Messi").at("23");
    }

    @Nested
    class Texts {

        private void assertText(String title, String text, Update update) {
            assertEquals(title + " | " + text, update.title() + " | " + update.text());
        }

        @Test
        void goalNamesItsScorerAndTheScore() {
            assertText("GOAL", "23' Lionel Messi · Argentina 1–0 France", apply(messi()));
        }

        @Test
        void penaltyGoalIsMarkedByItsDetails() {
            assertText(
                    "GOAL",
                    "23' Lionel Messi (pen) · Argentina 1–0 France",
                    apply(messi().details(Map.of("penalty", true))));
        }

        @Test
        void onlyATrueFlagMarksAGoal() {
            assertText(
                    "GOAL",
                    "23' Lionel Messi · Argentina 1–0 France",
                    apply(messi().details(Map.of("penalty", "true", "header", true))));
        }

        @Test
        void penaltyGoalIsMarkedByItsKind() {
            assertText(
                    "GOAL",
                    "80' Kylian Mbappé (pen) · Argentina 0–1 France",
                    apply(incident("penalty-goal", "1")
                            .away()
                            .by("Kylian Mbappé")
                            .at("80")));
        }

        @Test
        void ownGoalNamesThePlayer() {
            assertText(
                    "OWN GOAL",
                    "45+2' Otto (o.g.) · Argentina 0–1 France",
                    apply(incident("own-goal", "1").home().by("Otto").at("45+2")));
        }

        @Test
        void goalWithoutAScorerNamesTheTeam() {
            assertText(
                    "GOAL",
                    "23' Goal for Argentina · Argentina 1–0 France",
                    apply(incident("goal", "1").home().at("23")));
        }

        @Test
        void goalWithoutAMinuteStartsWithItsScorer() {
            assertText(
                    "GOAL",
                    "Lionel Messi · Argentina 1–0 France",
                    apply(incident("goal", "1").home().by("Lionel Messi")));
        }

        @Test
        void kindWithoutATitleHasItsLabel() {
            assertText(
                    "Yellow card",
                    "23' Otto, Argentina · Argentina 0–0 France",
                    apply(incident("yellow-card", "1").home().by("Otto").at("23")));
        }

        @Test
        void phaseChangeHasNoMinute() {
            assertText(
                    "Half-time",
                    "Half-time · Argentina 0–0 France",
                    apply(incident("half-time").at("45+3")));
        }

        @Test
        void retractionNamesTheEventAndTheNewScore() {
            apply(messi());
            assertText(
                    "GOAL cancelled",
                    "23' Lionel Messi · Argentina 0–0 France",
                    apply(messi().revision(2).cancelled()));
        }

        @Test
        void correctionNamesTheNewValue() {
            apply(messi());
            assertText(
                    "GOAL corrected",
                    "23' Julián Álvarez · Argentina 1–0 France",
                    apply(messi().by("Julián Álvarez").revision(2)));
        }

        @Test
        void shootOutFollowsTheScore() {
            apply(messi());
            assertText(
                    "SCORED",
                    "Kylian Mbappé, France · Argentina 1–0 France (0–1 in the shoot-out)",
                    apply(incident("shootout-goal", "2").away().by("Kylian Mbappé")));
            assertText(
                    "MISSED",
                    "France · Argentina 1–0 France (0–1 in the shoot-out)",
                    apply(incident("shootout-miss", "3").away()));
            assertText(
                    "Full-time",
                    "Full-time · Argentina 1–0 France PEN (0–1 in the shoot-out)",
                    apply(incident("full-time")));
        }

        @Test
        void resultAfterExtraTimeIsMarked() {
            apply(messi().at("108"));
            assertText("Full-time", "Full-time · Argentina 1–0 France AET", apply(incident("full-time")));
        }

        @Test
        void awardShowsTheResultThatCounts() {
            apply(messi());
            Incident award = incident("awarded", "ruling");
            assertText(
                    "AWARDED",
                    "Awarded against Argentina: ineligible player · Argentina 0–3 France, awarded",
                    apply(award.details(
                            Map.of("home", 0, "away", 3, "reason", "ineligible player", "against", "home"))));
            assertText(
                    "AWARDED corrected",
                    "Awarded: forfeit · Argentina 0–2 France, awarded",
                    apply(award.details(Map.of("home", 0, "away", 2, "reason", "forfeit"))
                            .revision(2)));
            assertText(
                    "AWARDED corrected",
                    "Awarded: " + "long".repeat(24) + "lon… · Argentina 0–2 France, awarded",
                    apply(award.details(Map.of("home", 0, "away", 2, "reason", "long".repeat(40)))
                            .revision(3)));
            assertText(
                    "AWARDED cancelled",
                    "Match awarded · Argentina 1–0 France",
                    apply(award.revision(4).cancelled()));
            assertEquals("Match awarded 0–3", inTimeline(award.details(Map.of("home", 0, "away", 3))));
        }

        @Test
        void firstCompleteTemplateIsUsed() {
            Incident substitution = incident("substitution", "1").home().at("70");
            assertText("Substitution", "70' Argentina · Argentina 0–0 France", apply(substitution));
            assertText(
                    "Substitution corrected",
                    "70' Otto, Argentina · Argentina 0–0 France",
                    apply(substitution.by("Otto").revision(2)));
            assertText(
                    "Substitution corrected",
                    "70' Emil for Otto, Argentina · Argentina 0–0 France",
                    apply(substitution.by("Otto").details(Map.of("in", "Emil")).revision(3)));
        }

        @Test
        void playerOrKindReplacesIncompleteTemplates() {
            assertText("VIDEO REVIEW", "Video review · Argentina 0–0 France", apply(incident("video-review", "1")));
            assertText(
                    "VIDEO REVIEW",
                    "Otto · Argentina 0–0 France",
                    apply(incident("video-review", "2").by("Otto")));
            assertText(
                    "VIDEO REVIEW",
                    "Possible handball · Argentina 0–0 France",
                    apply(incident("video-review", "3").details(Map.of("reason", " Possible handball "))));
        }

        @Test
        void unsuitableDetailIsOmitted() {
            List<Object> unfit = List.of("", "  ", "two\nlines", true, 1.5, List.of("a"), Map.of());
            for (int i = 0; i < unfit.size(); i++) {
                assertText(
                        "VIDEO REVIEW",
                        "Video review · Argentina 0–0 France",
                        apply(incident("video-review", "r-" + i).details(Map.of("reason", unfit.get(i)))));
            }
            assertText(
                    "Added time",
                    "45' 7 minutes to be added · Argentina 0–0 France",
                    apply(incident("added-time", "a").at("45").details(Map.of("minutes", 7))));
        }

        @Test
        void longDetailIsShortenedBetweenCharacters() {
            Incident review = incident("video-review", "r");
            assertText(
                    "VIDEO REVIEW",
                    "\uD83E\uDD45".repeat(100) + " · Argentina 0–0 France",
                    apply(review.details(Map.of("reason", "\uD83E\uDD45".repeat(100)))));
            assertText(
                    "VIDEO REVIEW corrected",
                    "\uD83E\uDD45".repeat(99) + "… · Argentina 0–0 France",
                    apply(review.details(Map.of("reason", "\uD83E\uDD45".repeat(101)))
                            .revision(2)));
        }

        @Test
        void shareNamesItsTeam() {
            assertText(
                    "Possession",
                    "30' France 41 % · Argentina 0–0 France",
                    apply(incident("possession", "1").away().at("30").details(Map.of("share", 41))));
        }

        @Test
        void unannouncedTeamsAreNamedHomeAndAway() {
            match = new MatchState(MATCH, null, null, new MatchTally(), 0);
            assertText("GOAL", "23' Lionel Messi · Home 1–0 Away", apply(messi()));
        }

        @Test
        void announcementNamesTeamsStageAndVenue() {
            Announcement bare = new Announcement(
                    MATCH,
                    2,
                    "football",
                    null,
                    null,
                    null,
                    null,
                    "Argentina",
                    "France",
                    null,
                    null,
                    null,
                    KICK_OFF,
                    Reporter.NONE);
            match = new MatchState(MATCH, null, null, new MatchTally(), 0);
            assertText("MATCH", "Argentina – France · Final · Lusail", match.apply(FINAL, KICK_OFF));
            assertText("MATCH", "Argentina – France", match.apply(bare, KICK_OFF));
        }

        @Test
        void timelineTextHasNeitherScoreNorTeams() {
            assertEquals("23' Goal · Lionel Messi (pen)", inTimeline(messi().details(Map.of("penalty", true))));
            assertEquals("45+2' Half-time", inTimeline(incident("half-time").at("45+2")));
            assertEquals("Kick-off", inTimeline(incident("kick-off")));
            assertEquals("Goal · Lionel Messi", inTimeline(incident("goal", "1").by("Lionel Messi")));
        }

        private static String inTimeline(Incident incident) {
            Event event = incident.event();
            return UpdateText.timelineText(event, SPORT.kinds().get(event.type().kind()));
        }
    }

    @Nested
    class Notification {

        @Test
        void goalNotifiesAndAShotDoesNot() {
            assertTrue(apply(messi()).notifies());
            assertFalse(apply(incident("shot", "2").home()).notifies());
        }

        @Test
        void provisionalGoalNotifiesAndItsConfirmationDoesNot() {
            assertTrue(apply(messi().provisional()).notifies());
            assertFalse(apply(messi().revision(2)).notifies());
        }

        @Test
        void textCorrectionDoesNotNotify() {
            apply(messi());
            assertFalse(apply(messi().by("Julián Álvarez").revision(2)).notifies());
        }

        @Test
        void retractionOfAGoalNotifiesOnce() {
            apply(messi());
            assertTrue(apply(messi().revision(2).cancelled()).notifies());
            assertFalse(apply(messi().revision(3).cancelled()).notifies());
        }

        @Test
        void reinstatedGoalNotifies() {
            apply(messi());
            apply(messi().revision(2).cancelled());
            assertTrue(apply(messi().revision(3)).notifies());
        }

        @Test
        void cancellationOfAnUnknownEventDoesNotNotify() {
            assertFalse(apply(messi().revision(2).cancelled()).notifies());
        }

        @Test
        void retractionOfAShotDoesNotNotify() {
            apply(incident("shot", "2").home());
            assertFalse(
                    apply(incident("shot", "2").home().revision(2).cancelled()).notifies());
        }

        @Test
        void announcementDoesNotNotify() {
            match = new MatchState(MATCH, null, null, new MatchTally(), 0);
            assertFalse(match.apply(FINAL, KICK_OFF).notifies());
        }

        @Test
        void shotCorrectedToAGoalNotifies() {
            apply(incident("shot", "1").home().at("23"));
            assertTrue(apply(messi().revision(2)).notifies());
        }

        @Test
        void goalCorrectedToAShotNotifies() {
            apply(messi());
            assertTrue(apply(messi().kind("shot").revision(2)).notifies());
        }
    }
}
