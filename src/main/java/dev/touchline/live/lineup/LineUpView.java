package dev.touchline.live.lineup;

import dev.touchline.directory.OnPitch;
import dev.touchline.directory.TeamSheet;
import dev.touchline.event.Event;
import dev.touchline.event.LineUp;
import dev.touchline.event.Side;
import dev.touchline.sport.Sport;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The line-ups of a match; a team without one is null. */
@Schema(name = "ShownLineUps")
public record LineUpView(Team home, Team away) {

    /** A team. */
    @Schema(name = "ShownLineUp")
    record Team(String formation, String coach, List<Player> players) {}

    /** A player. */
    @Schema(name = "ShownLineUpPlayer")
    record Player(
            Integer number,

            @Schema(description = "The name of the player's entry, or as in the line-up")
            String name,

            @Schema(description = "The id of the player's entry, or that of the line-up, or null")
            String id,

            String shortName,
            String position,
            boolean starting,

            @Schema(description = "After the substitutions and sendings-off that were reported")
            boolean onPitch) {}

    static Team of(TeamSheet sheet, Side side, List<Event> changes, Sport sport) {
        if (sheet.lineUp() == null) {
            return null;
        }
        Set<LineUp.Player> playing = OnPitch.after(changes, sheet, side, sport);
        List<Player> players = sheet.lineUp().players().stream()
                .map(player -> {
                    TeamSheet.Named named = sheet.named(player);
                    return new Player(
                            player.number(),
                            named.name(),
                            named.id() == null ? player.id() : named.id(),
                            named.shortName(),
                            player.position(),
                            player.starting(),
                            playing.contains(player));
                })
                .toList();
        return new Team(sheet.lineUp().formation(), sheet.lineUp().coach(), players);
    }
}
