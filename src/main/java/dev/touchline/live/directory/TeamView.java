package dev.touchline.live.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.touchline.directory.Directory;
import dev.touchline.event.TeamEntry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The identity and the looks of a team beside its name in matches and tables. */
@Schema(name = "TeamInMatches")
@RegisterForReflection
public record TeamView(
        String id,

        @Schema(description = "The name that is shown") String name,

        @Schema(description = "The name where little room is, or null")
        String shortName,

        @Schema(description = "As #rrggbb, the main one first")
        List<String> colours,

        @Schema(description = "Of a match: the name of the announcement, which updates of streams have")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        String announcedAs) {

    /** Approximate bytes in memory. */
    public static final int BYTES = 400;

    /** The team that was announced under a name; null if it has no entry. */
    public static TeamView announced(String name, String sport, Directory directory) {
        return directory
                .team(name, sport)
                .map(team -> new TeamView(team.id(), directory.shownName(team), team.shortName(), team.colours(), name))
                .orElse(null);
    }

    /** A team of a table. */
    public static TeamView of(TeamEntry team, Directory directory) {
        return new TeamView(team.id(), directory.shownName(team), team.shortName(), team.colours(), null);
    }

    /** Those of the teams that are shown. */
    public static List<TeamView> among(List<TeamView> teams, Collection<String> shown) {
        return teams.stream().filter(team -> shown.contains(team.name())).toList();
    }
}
