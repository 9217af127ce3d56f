package dev.touchline.competition;

import static dev.touchline.event.TieBreaker.FAIR_PLAY;
import static dev.touchline.event.TieBreaker.GOALS_FOR;
import static dev.touchline.event.TieBreaker.GOAL_AVERAGE;
import static dev.touchline.event.TieBreaker.GOAL_DIFFERENCE;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_GOALS_FOR;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_GOAL_DIFFERENCE;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_POINTS;
import static dev.touchline.event.TieBreaker.LOTS;
import static dev.touchline.event.TieBreaker.WINS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.Football;
import dev.touchline.Football.Incident;
import dev.touchline.event.Rules;
import dev.touchline.event.Rules.HeadToHead;
import dev.touchline.event.Side;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.testing.TableNotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables of real tournaments, compared with the published ones. */
class WorldCupTablesTest {

    // Each group: its name, its six matches, and the published table with the separating criteria.

    private static final String WORLD_CUP_2022 = """
            Group A
            Qatar 0-2 Ecuador, Senegal 0-2 Netherlands
            Qatar 1-3 Senegal, Netherlands 1-1 Ecuador
            Ecuador 1-2 Senegal, Netherlands 2-0 Qatar
            1 Netherlands 3 2 1 0 5-1 7
            2 Senegal 3 2 0 1 5-4 6
            3 Ecuador 3 1 1 1 4-3 4
            4 Qatar 3 0 0 3 1-7 0
            Group B
            England 6-2 Iran, USA 1-1 Wales
            Wales 0-2 Iran, England 0-0 USA
            Wales 0-3 England, Iran 0-1 USA
            1 England 3 2 1 0 9-2 7
            2 USA 3 1 2 0 2-1 5
            3 Iran 3 1 0 2 4-7 3
            4 Wales 3 0 1 2 1-6 1
            Group C
            Argentina 1-2 Saudi Arabia, Mexico 0-0 Poland
            Poland 2-0 Saudi Arabia, Argentina 2-0 Mexico
            Poland 0-2 Argentina, Saudi Arabia 1-2 Mexico
            1 Argentina 3 2 0 1 5-2 6
            2 Poland 3 1 1 1 2-2 4 [goal difference]
            3 Mexico 3 1 1 1 2-3 4 [goal difference]
            4 Saudi Arabia 3 1 0 2 3-5 3
            Group D
            Denmark 0-0 Tunisia, France 4-1 Australia
            Tunisia 0-1 Australia, France 2-1 Denmark
            Australia 1-0 Denmark, Tunisia 1-0 France
            1 France 3 2 0 1 6-3 6 [goal difference]
            2 Australia 3 2 0 1 3-4 6 [goal difference]
            3 Tunisia 3 1 1 1 1-1 4
            4 Denmark 3 0 1 2 1-3 1
            Group E
            Germany 1-2 Japan, Spain 7-0 Costa Rica
            Japan 0-1 Costa Rica, Spain 1-1 Germany
            Japan 2-1 Spain, Costa Rica 2-4 Germany
            1 Japan 3 2 0 1 4-3 6
            2 Spain 3 1 1 1 9-3 4 [goal difference]
            3 Germany 3 1 1 1 6-5 4 [goal difference]
            4 Costa Rica 3 1 0 2 3-11 3
            Group F
            Morocco 0-0 Croatia, Belgium 1-0 Canada
            Belgium 0-2 Morocco, Croatia 4-1 Canada
            Croatia 0-0 Belgium, Canada 1-2 Morocco
            1 Morocco 3 2 1 0 4-1 7
            2 Croatia 3 1 2 0 4-1 5
            3 Belgium 3 1 1 1 1-2 4
            4 Canada 3 0 0 3 2-7 0
            Group G
            Switzerland 1-0 Cameroon, Brazil 2-0 Serbia
            Cameroon 3-3 Serbia, Brazil 1-0 Switzerland
            Serbia 2-3 Switzerland, Cameroon 1-0 Brazil
            1 Brazil 3 2 0 1 3-1 6 [goal difference]
            2 Switzerland 3 2 0 1 4-3 6 [goal difference]
            3 Cameroon 3 1 1 1 4-4 4
            4 Serbia 3 0 1 2 5-8 1
            Group H
            Uruguay 0-0 South Korea, Portugal 3-2 Ghana
            South Korea 2-3 Ghana, Portugal 2-0 Uruguay
            Ghana 0-2 Uruguay, South Korea 2-1 Portugal
            1 Portugal 3 2 0 1 6-4 6
            2 South Korea 3 1 1 1 4-4 4 [goals for]
            3 Uruguay 3 1 1 1 2-2 4 [goals for]
            4 Ghana 3 1 0 2 5-7 3
            """;

    private static final String WORLD_CUP_2018 = """
            Group A
            Russia 5-0 Saudi Arabia, Egypt 0-1 Uruguay
            Russia 3-1 Egypt, Uruguay 1-0 Saudi Arabia
            Uruguay 3-0 Russia, Saudi Arabia 2-1 Egypt
            1 Uruguay 3 3 0 0 5-0 9
            2 Russia 3 2 0 1 8-4 6
            3 Saudi Arabia 3 1 0 2 2-7 3
            4 Egypt 3 0 0 3 2-6 0
            Group B
            Morocco 0-1 Iran, Portugal 3-3 Spain
            Portugal 1-0 Morocco, Iran 0-1 Spain
            Iran 1-1 Portugal, Spain 2-2 Morocco
            1 Spain 3 1 2 0 6-5 5 [goals for]
            2 Portugal 3 1 2 0 5-4 5 [goals for]
            3 Iran 3 1 1 1 2-2 4
            4 Morocco 3 0 1 2 2-4 1
            Group C
            France 2-1 Australia, Peru 0-1 Denmark
            Denmark 1-1 Australia, France 1-0 Peru
            Denmark 0-0 France, Australia 0-2 Peru
            1 France 3 2 1 0 3-1 7
            2 Denmark 3 1 2 0 2-1 5
            3 Peru 3 1 0 2 2-2 3
            4 Australia 3 0 1 2 2-5 1
            Group D
            Argentina 1-1 Iceland, Croatia 2-0 Nigeria
            Argentina 0-3 Croatia, Nigeria 2-0 Iceland
            Nigeria 1-2 Argentina, Iceland 1-2 Croatia
            1 Croatia 3 3 0 0 7-1 9
            2 Argentina 3 1 1 1 3-5 4
            3 Nigeria 3 1 0 2 3-4 3
            4 Iceland 3 0 1 2 2-5 1
            Group E
            Costa Rica 0-1 Serbia, Brazil 1-1 Switzerland
            Brazil 2-0 Costa Rica, Serbia 1-2 Switzerland
            Serbia 0-2 Brazil, Switzerland 2-2 Costa Rica
            1 Brazil 3 2 1 0 5-1 7
            2 Switzerland 3 1 2 0 5-4 5
            3 Serbia 3 1 0 2 2-4 3
            4 Costa Rica 3 0 1 2 2-5 1
            Group F
            Germany 0-1 Mexico, Sweden 1-0 South Korea
            South Korea 1-2 Mexico, Germany 2-1 Sweden
            South Korea 2-0 Germany, Mexico 0-3 Sweden
            1 Sweden 3 2 0 1 5-2 6 [goal difference]
            2 Mexico 3 2 0 1 3-4 6 [goal difference]
            3 South Korea 3 1 0 2 3-3 3 [goal difference]
            4 Germany 3 1 0 2 2-4 3 [goal difference]
            Group G
            Belgium 3-0 Panama, Tunisia 1-2 England
            Belgium 5-2 Tunisia, England 6-1 Panama
            England 0-1 Belgium, Panama 1-2 Tunisia
            1 Belgium 3 3 0 0 9-2 9
            2 England 3 2 0 1 8-3 6
            3 Tunisia 3 1 0 2 5-8 3
            4 Panama 3 0 0 3 2-11 0
            Group H
            Colombia 1-2 Japan, Poland 1-2 Senegal
            Japan 2-2 Senegal, Poland 0-3 Colombia
            Japan 0-1 Poland, Senegal 0-1 Colombia
            1 Colombia 3 2 0 1 5-2 6
            2 Japan 3 1 1 1 4-4 4 [fair play]
            3 Senegal 3 1 1 1 4-4 4 [fair play]
            4 Poland 3 1 0 2 2-5 3
            """;

    private static final String EURO_2020 = """
            Group A
            Turkey 0-3 Italy, Wales 1-1 Switzerland
            Turkey 0-2 Wales, Italy 3-0 Switzerland
            Switzerland 3-1 Turkey, Italy 1-0 Wales
            1 Italy 3 3 0 0 7-0 9
            2 Wales 3 1 1 1 3-2 4 [goal difference]
            3 Switzerland 3 1 1 1 4-5 4 [goal difference]
            4 Turkey 3 0 0 3 1-8 0
            Group B
            Denmark 0-1 Finland, Belgium 3-0 Russia
            Finland 0-1 Russia, Denmark 1-2 Belgium
            Russia 1-4 Denmark, Finland 0-2 Belgium
            1 Belgium 3 3 0 0 7-1 9
            2 Denmark 3 1 0 2 5-4 3 [head-to-head goal difference]
            3 Finland 3 1 0 2 1-3 3 [head-to-head goal difference]
            4 Russia 3 1 0 2 2-7 3 [head-to-head goal difference]
            Group C
            Austria 3-1 North Macedonia, Netherlands 3-2 Ukraine
            Ukraine 2-1 North Macedonia, Netherlands 2-0 Austria
            North Macedonia 0-3 Netherlands, Ukraine 0-1 Austria
            1 Netherlands 3 3 0 0 8-2 9
            2 Austria 3 2 0 1 4-3 6
            3 Ukraine 3 1 0 2 4-5 3
            4 North Macedonia 3 0 0 3 2-8 0
            Group D
            England 1-0 Croatia, Scotland 0-2 Czech Republic
            Croatia 1-1 Czech Republic, England 0-0 Scotland
            Croatia 3-1 Scotland, Czech Republic 0-1 England
            1 England 3 2 1 0 2-0 7
            2 Croatia 3 1 1 1 4-3 4 [goals for]
            3 Czech Republic 3 1 1 1 3-2 4 [goals for]
            4 Scotland 3 0 1 2 1-5 1
            Group E
            Poland 1-2 Slovakia, Spain 0-0 Sweden
            Sweden 1-0 Slovakia, Spain 1-1 Poland
            Slovakia 0-5 Spain, Sweden 3-2 Poland
            1 Sweden 3 2 1 0 4-2 7
            2 Spain 3 1 2 0 6-1 5
            3 Slovakia 3 1 0 2 2-7 3
            4 Poland 3 0 1 2 4-6 1
            Group F
            Hungary 0-3 Portugal, France 1-0 Germany
            Hungary 1-1 France, Portugal 2-4 Germany
            Portugal 2-2 France, Germany 2-2 Hungary
            1 France 3 1 2 0 4-3 5
            2 Germany 3 1 1 1 6-5 4 [head-to-head points]
            3 Portugal 3 1 1 1 7-6 4 [head-to-head points]
            4 Hungary 3 0 2 1 3-6 2
            """;

    /** Two groups with difficult ties. */
    private static final String EURO_2024 = """
            Group C
            Slovenia 1-1 Denmark, Serbia 0-1 England
            Slovenia 1-1 Serbia, Denmark 1-1 England
            England 0-0 Slovenia, Denmark 0-0 Serbia
            1 England 3 1 2 0 2-1 5
            2 Denmark 3 0 3 0 2-2 3 [drawing of lots]
            3 Slovenia 3 0 3 0 2-2 3 [drawing of lots]
            4 Serbia 3 0 2 1 1-2 2
            Group E
            Romania 3-0 Ukraine, Belgium 0-1 Slovakia
            Slovakia 1-2 Ukraine, Belgium 2-0 Romania
            Slovakia 1-1 Romania, Ukraine 0-0 Belgium
            1 Romania 3 1 1 1 4-3 4 [head-to-head goals for]
            2 Belgium 3 1 1 1 2-1 4 [head-to-head goals for]
            3 Slovakia 3 1 1 1 3-3 4 [head-to-head goal difference]
            4 Ukraine 3 1 1 1 2-4 4 [head-to-head goal difference]
            """;

    private static final String WORLD_CUP_1966 = """
            Group 1
            England 0-0 Uruguay, France 1-1 Mexico
            Uruguay 2-1 France, England 2-0 Mexico
            Mexico 0-0 Uruguay, England 2-0 France
            1 England 3 2 1 0 4-0 5
            2 Uruguay 3 1 2 0 2-1 4
            3 Mexico 3 0 2 1 1-3 2
            4 France 3 0 1 2 2-5 1
            Group 2
            West Germany 5-0 Switzerland, Argentina 2-1 Spain
            Spain 2-1 Switzerland, Argentina 0-0 West Germany
            Argentina 2-0 Switzerland, West Germany 2-1 Spain
            1 West Germany 3 2 1 0 7-1 5 [goal average]
            2 Argentina 3 2 1 0 4-1 5 [goal average]
            3 Spain 3 1 0 2 4-5 2
            4 Switzerland 3 0 0 3 1-9 0
            Group 3
            Brazil 2-0 Bulgaria, Portugal 3-1 Hungary
            Hungary 3-1 Brazil, Portugal 3-0 Bulgaria
            Portugal 3-1 Brazil, Hungary 3-1 Bulgaria
            1 Portugal 3 3 0 0 9-2 6
            2 Hungary 3 2 0 1 7-5 4
            3 Brazil 3 1 0 2 4-6 2
            4 Bulgaria 3 0 0 3 1-8 0
            Group 4
            Soviet Union 3-0 North Korea, Italy 2-0 Chile
            Chile 1-1 North Korea, Soviet Union 1-0 Italy
            North Korea 1-0 Italy, Soviet Union 2-1 Chile
            1 Soviet Union 3 3 0 0 6-1 6
            2 North Korea 3 1 1 1 2-4 3
            3 Italy 3 1 0 2 2-2 2
            4 Chile 3 0 1 2 2-5 1
            """;

    private static final String WORLD_CUP_1962 = """
            Group 1
            Uruguay 2-1 Colombia, Soviet Union 2-0 Yugoslavia
            Yugoslavia 3-1 Uruguay, Soviet Union 4-4 Colombia
            Soviet Union 2-1 Uruguay, Yugoslavia 5-0 Colombia
            1 Soviet Union 3 2 1 0 8-5 5
            2 Yugoslavia 3 2 0 1 8-3 4
            3 Uruguay 3 1 0 2 4-6 2
            4 Colombia 3 0 1 2 5-11 1
            Group 2
            Chile 3-1 Switzerland, West Germany 0-0 Italy
            Chile 2-0 Italy, West Germany 2-1 Switzerland
            West Germany 2-0 Chile, Italy 3-0 Switzerland
            1 West Germany 3 2 1 0 4-1 5
            2 Chile 3 2 0 1 5-3 4
            3 Italy 3 1 1 1 3-2 3
            4 Switzerland 3 0 0 3 2-8 0
            Group 3
            Brazil 2-0 Mexico, Czechoslovakia 1-0 Spain
            Brazil 0-0 Czechoslovakia, Spain 1-0 Mexico
            Brazil 2-1 Spain, Mexico 3-1 Czechoslovakia
            1 Brazil 3 2 1 0 4-1 5
            2 Czechoslovakia 3 1 1 1 2-3 3
            3 Mexico 3 1 0 2 3-4 2 [goal average]
            4 Spain 3 1 0 2 2-3 2 [goal average]
            Group 4
            Argentina 1-0 Bulgaria, Hungary 2-1 England
            England 3-1 Argentina, Hungary 6-1 Bulgaria
            Hungary 0-0 Argentina, England 0-0 Bulgaria
            1 Hungary 3 2 1 0 8-2 5
            2 England 3 1 1 1 4-3 3 [goal average]
            3 Argentina 3 1 1 1 2-3 3 [goal average]
            4 Bulgaria 3 0 1 2 1-7 1
            """;

    /** Two points for a win, and goal average. */
    private static final Rules RULES_OF_THE_SIXTIES =
            new Rules(2, 1, 0, null, null, List.of(GOAL_AVERAGE), null, null, null).orElse(Rules.DEFAULT);

    /** The tie-breakers of the group stage at the European Championships of 2020 and 2024. */
    private static Rules euro(HeadToHead mode, String... ranking) {
        return new Rules(
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(
                                HEAD_TO_HEAD_POINTS,
                                HEAD_TO_HEAD_GOAL_DIFFERENCE,
                                HEAD_TO_HEAD_GOALS_FOR,
                                GOAL_DIFFERENCE,
                                GOALS_FOR,
                                WINS,
                                FAIR_PLAY,
                                LOTS),
                        mode,
                        List.of(ranking),
                        Map.of())
                .orElse(Football.SPORT.rules());
    }

    private static List<Fixture> matches(String tournament) {
        List<Fixture> matches = new ArrayList<>();
        String group = null;
        for (String line : tournament.lines().toList()) {
            if (line.startsWith("Group")) {
                group = line;
            } else if (!Character.isDigit(line.charAt(0))) {
                matches.addAll(TableNotation.matches(group, line));
            }
        }
        return matches;
    }

    private static String tables(String tournament) {
        StringBuilder tables = new StringBuilder();
        tournament
                .lines()
                .filter(line -> line.startsWith("Group") || Character.isDigit(line.charAt(0)))
                .forEach(line -> tables.append(line).append('\n'));
        return tables.toString();
    }

    private static String computed(List<Fixture> matches, Rules rules) {
        return TableNotation.text(Standings.compute(matches, rules, List.of(), false));
    }

    private static String order(String group, List<Fixture> matches, Rules rules) {
        return TableNotation.order(Standings.compute(
                matches.stream().filter(match -> match.group().equals(group)).toList(), rules, List.of(), false));
    }

    @Test
    void worldCupOf2022HasItsPublishedTables() {
        List<Fixture> matches = matches(WORLD_CUP_2022);
        assertEquals(48, matches.size());
        assertEquals(tables(WORLD_CUP_2022), computed(matches, Football.SPORT.rules()));
    }

    @Test
    void yellowCardsPutJapanAboveSenegalIn2018() {
        List<Fixture> matches = matches(WORLD_CUP_2018).stream()
                .map(WorldCupTablesTest::withCards)
                .toList();
        assertEquals(48, matches.size());
        assertEquals(tables(WORLD_CUP_2018), computed(matches, Football.SPORT.rules()));
    }

    @Test
    void japanAndSenegalShareTheSecondPlaceWithoutTheirCards() {
        assertEquals(
                "Colombia, Japan = Senegal, Poland", order("Group H", matches(WORLD_CUP_2018), Football.SPORT.rules()));
    }

    // Japan had four yellow cards and Senegal six. Cards of other teams made no difference.
    private static Fixture withCards(Fixture match) {
        return switch (match.home() + " - " + match.away()) {
            case "Colombia - Japan" -> with(match, yellow("Kawashima").away());
            case "Poland - Senegal" ->
                with(match, yellow("Sané").away(), yellow("Gueye").away());
            case "Japan - Senegal" ->
                with(
                        match,
                        yellow("Inui").home(),
                        yellow("Hasebe").home(),
                        yellow("Niang").away(),
                        yellow("Sabaly").away(),
                        yellow("N'Doye").away());
            case "Japan - Poland" -> with(match, yellow("Makino").home());
            case "Senegal - Colombia" -> with(match, yellow("Niang").home());
            default -> match;
        };
    }

    private static Incident yellow(String player) {
        return Football.incident("yellow-card", player).by(player);
    }

    private static Fixture with(Fixture match, Incident... cards) {
        MatchTally tally = new MatchTally();
        for (Incident card : cards) {
            tally.add(card.event(), Football.SPORT);
        }
        return TableNotation.conduct(
                FairPlay.points(tally, Side.HOME, Football.SPORT),
                FairPlay.points(tally, Side.AWAY, Football.SPORT),
                match);
    }

    @Test
    void europeanChampionshipOf2020HasItsPublishedTables() {
        List<Fixture> matches = matches(EURO_2020);
        assertEquals(36, matches.size());
        assertEquals(tables(EURO_2020), computed(matches, euro(HeadToHead.REAPPLIED)));
    }

    @Test
    void fourLevelTeamsAreSeparatedAtTheEuropeanChampionshipOf2024() {
        // The last criterion was the ranking in the qualifiers, which is given as lots.
        assertEquals(
                tables(EURO_2024),
                computed(matches(EURO_2024), euro(HeadToHead.REAPPLIED, "England", "Denmark", "Slovenia", "Serbia")));
    }

    @Test
    void restartedHeadToHeadWouldHavePutBelgiumAboveRomania() {
        assertEquals(
                "Belgium, Romania, Slovakia, Ukraine",
                order("Group E", matches(EURO_2024), euro(HeadToHead.RESTARTED)));
    }

    @Test
    void denmarkAndSloveniaShareTheSecondPlaceWithoutTheRanking() {
        assertEquals(
                "England, Denmark = Slovenia, Serbia",
                order("Group C", matches(EURO_2024), euro(HeadToHead.REAPPLIED)));
    }

    @Test
    void worldCupOf1966HasItsPublishedTables() {
        assertEquals(tables(WORLD_CUP_1966), computed(matches(WORLD_CUP_1966), RULES_OF_THE_SIXTIES));
    }

    @Test
    void goalAveragePutsEnglandAboveArgentinaIn1962() {
        assertEquals(tables(WORLD_CUP_1962), computed(matches(WORLD_CUP_1962), RULES_OF_THE_SIXTIES));
    }

    @Test
    void goalDifferenceWouldNotHaveSeparatedMexicoAndSpain() {
        Rules rules = new Rules(2, 1, 0, null, null, List.of(GOAL_DIFFERENCE), null, null, null).orElse(Rules.DEFAULT);
        assertEquals("Brazil, Czechoslovakia, Mexico = Spain", order("Group 3", matches(WORLD_CUP_1962), rules));
    }
}
