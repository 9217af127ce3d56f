package dev.touchline.statistics.rebuild;

import dev.touchline.event.Ids;
import dev.touchline.http.Problem;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.TokenRoles;
import dev.touchline.statistics.rebuild.Rebuild.Difference;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** {@code POST /rebuilds}: folds the event log, compares it with the projections, and repairs them on request. */
@Path("/rebuilds")
@ServedBy(Role.STATISTICS)
@RolesAllowed(TokenRoles.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration", description = "For operators")
public class RebuildsResource {

    private static final Logger LOG = Logger.getLogger(RebuildsResource.class);
    /** Bound of the differences in a response; the command lists all. */
    private static final int MAX_LISTED = 1000;

    private static final int MAX_CHARACTERS = 1_000_000;

    private final Rebuild rebuild;
    private final AtomicBoolean running = new AtomicBoolean();

    RebuildsResource(Rebuild rebuild) {
        this.rebuild = rebuild;
    }

    /**
     * The outcome of a rebuild.
     *
     * @param matches number of matches compared
     * @param different number of matches with differences
     * @param repaired number of matches without differences since their repair
     * @param differencesNotListed number of differences beyond those listed
     */
    @Schema(name = "Rebuild")
    record RebuildResult(
            long matches, long different, long repaired, List<Difference> differences, long differencesNotListed) {}

    @POST
    @Blocking
    @Operation(
            summary = "Fold the event log and compare it with the projections",
            description = "Answers after the last match. A repair is a change of its match, with the next seq.")
    @APIResponseSchema(value = RebuildResult.class, responseCode = "200")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public RebuildResult rebuild(
            @Parameter(description = "Id of the only match to compare") @QueryParam("match") String match,
            @Parameter(description = "true: repair the projections from the log") @QueryParam("repair") String repair) {
        boolean repairs = Boolean.TRUE.equals(QueryParameters.bool("repair", repair));
        if (match != null && Ids.problem(match) != null) {
            throw notFound();
        }
        if (!running.compareAndSet(false, true)) {
            throw Problem.Kind.CONFLICT.exception("Another rebuild is running in this process; wait for its end.");
        }
        try {
            Listing listing = new Listing();
            Rebuild.Totals outcome = rebuild.run(match, repairs, listing);
            if (match != null && outcome.matches() == 0) {
                throw notFound();
            }
            return new RebuildResult(
                    outcome.matches(), outcome.different(), outcome.repaired(), listing.listed, listing.notListed);
        } catch (Rebuild.DatabaseException e) {
            LOG.warnf("The rebuild stopped and can be repeated: %s", e.getMessage());
            throw Problem.Kind.UNAVAILABLE.exception(
                    "The database is unavailable; repeat the rebuild. Finished repairs stay.", Duration.ofSeconds(1));
        } finally {
            running.set(false);
        }
    }

    /** Collects differences up to the bounds of a response and counts the rest. */
    private static final class Listing implements Consumer<Difference> {
        private final List<Difference> listed = new ArrayList<>();
        private long characters;
        private long notListed;

        @Override
        public void accept(Difference difference) {
            characters += length(difference.what()) + length(difference.stored()) + length(difference.folded());
            if (notListed == 0 && listed.size() < MAX_LISTED && characters <= MAX_CHARACTERS) {
                listed.add(difference);
            } else {
                notListed++;
            }
        }

        private static int length(String text) {
            return text == null ? 0 : text.length();
        }
    }

    private static RuntimeException notFound() {
        return Problem.Kind.NOT_FOUND.exception("There is no report of this match.");
    }
}
