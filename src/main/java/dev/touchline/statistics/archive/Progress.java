package dev.touchline.statistics.archive;

/** Receives the progress of an operation. */
@FunctionalInterface
public interface Progress {

    /**
     * Called after each match.
     *
     * @param matches number of matches that are done
     * @param of number of all matches
     * @param reports number of reports that are done
     */
    void at(long matches, long of, long reports);

    /** Adds up the progress. */
    final class Counter {
        private final long of;
        private final Progress progress;
        private long matches;
        private long reports;

        Counter(long of, Progress progress) {
            this.of = of;
            this.progress = progress;
        }

        long reports() {
            return reports;
        }

        /** Adds a match with a number of reports. */
        void add(long more) {
            matches++;
            reports += more;
            progress.at(matches, of, reports);
        }
    }
}
