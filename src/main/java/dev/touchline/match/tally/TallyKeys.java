package dev.touchline.match.tally;

import dev.touchline.event.Event;
import dev.touchline.sport.Sport;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The sort keys of a revision. In ascending order of the keys, the last clock, the last marks and the last reading of
 * each figure are those of the {@link MatchTally}. A key is null if the revision has none.
 *
 * @param figure the share that is read, or {@link MatchTally.AwardReading#FIGURE}
 * @param reading the order within the figure
 * @param included the moment of an event that another one may include, or null; it has no sort order
 * @param including the moment of an event that includes others, or null
 */
public record TallyKeys(
        Long clock, List<Long> mark, String figure, List<Long> reading, String included, String including) {

    /** The order of keys of one kind, as that of arrays in PostgreSQL. */
    static final Comparator<List<Long>> ORDER =
            (one, other) -> Arrays.compare(one.toArray(Long[]::new), other.toArray(Long[]::new));

    /** The keys of a revision that is not in the tally. */
    public static final TallyKeys NONE = new TallyKeys(null, null, null, null, null, null);

    /** The keys of a revision; all are null if it is cancelled. */
    public static TallyKeys of(Event event, Sport sport) {
        Contribution contribution = Contribution.of(event, sport);
        if (contribution == null) {
            return NONE;
        }
        Long clock = contribution.clock() == null ? null : contribution.clock().key();
        List<Long> mark =
                contribution.mark() == null ? null : contribution.mark().key();
        if (contribution.award() != null) {
            return new TallyKeys(
                    clock,
                    mark,
                    MatchTally.AwardReading.FIGURE,
                    contribution.award().key(),
                    null,
                    null);
        }
        MatchTally.ShareReading reading = contribution.reading();
        String moment = sport.moment(event);
        Sport.Kind kind = sport.kinds().get(event.type().kind());
        return new TallyKeys(
                clock,
                mark,
                reading == null ? null : reading.figure(),
                reading == null ? null : reading.key(),
                moment != null && sport.isIncluded(kind) ? moment : null,
                moment != null && !kind.includes().isEmpty() ? moment : null);
    }
}
