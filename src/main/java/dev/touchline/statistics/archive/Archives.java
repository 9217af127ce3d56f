package dev.touchline.statistics.archive;

import dev.touchline.codec.UnreadableException;
import dev.touchline.database.Transactions;
import dev.touchline.statistics.archive.Deletion.Deleted;
import dev.touchline.statistics.archive.Deletion.State;
import dev.touchline.statistics.archive.file.ArchiveHeader;
import dev.touchline.statistics.archive.file.ArchiveLine;
import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import dev.touchline.statistics.archive.file.ArchiveReader;
import dev.touchline.statistics.archive.file.ArchiveWriter;
import dev.touchline.statistics.rebuild.Rebuild;
import dev.touchline.statistics.storage.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Archives competitions, deletes them, and restores them. Everything is streamed, so that memory holds a few rows and the
 * ids of the matches.
 *
 * <p>Every method throws {@link RefusedException} if the state of the database or of the archive does not allow the
 * operation, DamagedArchiveException if the archive is damaged, and IOException if the database or
 * the file cannot be read or written. All of them block.
 */
@ApplicationScoped
public class Archives {

    private final Transactions transactions;
    private final EventLog log;
    private final Rebuild rebuild;

    Archives(Transactions transactions, EventLog log, Rebuild rebuild) {
        this.transactions = transactions;
        this.log = log;
        this.rebuild = rebuild;
    }

    /** The content of an archive. */
    public record Summary(
            String competition, Instant archivedAt, long definitions, long matches, long reports, long conflicts) {

        private static Summary of(ArchiveHeader header) {
            return new Summary(
                    header.competition(),
                    header.archivedAt(),
                    header.count(Kind.COMPETITION),
                    header.count(Kind.MATCH),
                    header.count(Kind.EVENT),
                    header.count(Kind.CONFLICT));
        }
    }

    /** Reads a whole archive, without a database. */
    public static Summary verify(Path file) throws IOException {
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            matches(archive);
            return Summary.of(archive.header());
        }
    }

    private static List<String> matches(ArchiveReader archive) throws IOException {
        List<String> matches = new ArrayList<>();
        for (ArchiveLine line = archive.next(); line != null; line = archive.next()) {
            if (line.kind() == Kind.MATCH) {
                matches.add(line.content().path("id").asText());
                if (matches.size() > CompetitionVersion.MAX_MATCHES) {
                    throw new RefusedException(
                            "The archive has more than %,d matches.".formatted(CompetitionVersion.MAX_MATCHES));
                }
            }
        }
        return matches;
    }

    /**
     * Writes the archive of a competition. The file appears when it is complete; an existing one is not replaced.
     *
     * @param evenIfUnfinished whether matches may be not over
     */
    public Summary write(String competition, Path file, boolean evenIfUnfinished, Progress progress)
            throws IOException {
        try (ArchiveWriter archive = ArchiveWriter.create(file)) {
            ArchiveHeader header = run(sql -> {
                ArchiveSource source = ArchiveSource.open(competition, sql);
                if (!evenIfUnfinished) {
                    new Deletion(sql).requireOver(competition);
                }
                return source.copyTo(archive, progress);
            });
            archive.finish();
            return Summary.of(header);
        }
    }

    /**
     * Deletes a competition. A deletion that was interrupted is finished.
     *
     * @param file an archive that has all that the database has; null to delete without
     * @param evenIfUnfinished whether matches may be not over
     * @return the number of reports that were removed
     */
    public long delete(String competition, Path file, boolean evenIfUnfinished, Progress progress) throws IOException {
        Optional<Deleted> before = run(sql -> new Deletion(sql).find(competition));
        if (before.filter(one -> one.state() == State.RESTORING).isPresent()) {
            run(sql -> {
                new Deletion(sql).abandonRestore(competition);
                return null;
            });
        } else if (before.filter(one -> one.state() == State.DELETING).isEmpty()) {
            hide(competition, file, evenIfUnfinished, before);
        }
        List<String> hidden = run(sql -> new Deletion(sql).hidden(competition));
        Progress.Counter counter = new Progress.Counter(hidden.size(), progress);
        for (String match : hidden) {
            counter.add(run(sql -> new Deletion(sql).remove(competition, match)));
        }
        run(sql -> {
            new Deletion(sql).finish(competition);
            return null;
        });
        return counter.reports();
    }

    private void hide(String competition, Path file, boolean evenIfUnfinished, Optional<Deleted> before)
            throws IOException {
        boolean exists = run(sql -> !CompetitionVersion.read(competition, sql).isEmpty());
        if (!exists) {
            throw new RefusedException(
                    before.isPresent()
                            ? "The competition %s was deleted at %s."
                                    .formatted(competition, before.get().at())
                            : "There is no competition %s.".formatted(competition));
        }
        ArchiveHeader[] archive = new ArchiveHeader[1];
        CompetitionVersion verified = file == null ? null : compare(competition, file, archive);
        run(sql -> {
            new Deletion(sql).hide(competition, verified, file == null ? null : archive[0].id(), evenIfUnfinished);
            return null;
        });
    }

    // Before the matches are locked, since it may take minutes. Whether they change meanwhile shows by their versions.
    private CompetitionVersion compare(String competition, Path file, ArchiveHeader[] header) throws IOException {
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            header[0] = archive.header();
            ComparingSink sink = new ComparingSink(archive);
            CompetitionVersion verified = run(sql -> {
                ArchiveSource source = ArchiveSource.open(competition, sql);
                source.copyTo(sink, (matches, of, reports) -> {});
                return source.version();
            });
            sink.finish();
            return verified;
        }
    }

    /** Reads a whole archive, and whether it could be restored, and changes nothing. */
    public Summary tryRestore(Path file) throws IOException {
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            List<String> matches = matches(archive);
            run(sql -> {
                new Restoration(archive.header(), sql).requireAbsent(matches);
                return null;
            });
            return Summary.of(archive.header());
        }
    }

    /**
     * Restores a competition. A restore that was interrupted begins anew.
     *
     * @param differences receives a sentence for each match whose score is not that of the archive: its reports are now
     *     counted in another way
     */
    public Summary restore(Path file, Progress progress, Consumer<String> differences) throws IOException {
        ArchiveHeader header;
        List<String> matches;
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            header = archive.header();
            matches = matches(archive);
        }
        run(sql -> {
            new Restoration(header, sql).begin(matches);
            return null;
        });
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            ArchiveLine line = archive.next();
            while (line != null && line.kind() == Kind.COMPETITION) {
                line = archive.next();
            }
            Progress.Counter counter = new Progress.Counter(matches.size(), progress);
            while (line != null) {
                line = restoreMatch(header, line, archive, counter, differences);
            }
        }
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            run(sql -> {
                try {
                    new Restoration(header, sql).finish(matches, archive);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return null;
            });
        }
        return Summary.of(header);
    }

    private ArchiveLine restoreMatch(
            ArchiveHeader header,
            ArchiveLine match,
            ArchiveReader archive,
            Progress.Counter counter,
            Consumer<String> differences)
            throws IOException {
        Restored restored = withoutSql(() -> log.inTransaction(tables -> {
            try {
                Restoration restoration = new Restoration(header, tables.sql());
                long before = archive.reports();
                ArchiveLine next = restoration.restore(match, archive, tables, rebuild);
                String id = match.content().path("id").asText();
                return new Restored(next, archive.reports() - before, ArchiveSource.match(id, tables.sql()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (UnreadableException e) {
                throw new RefusedException(
                        "The %s of the archive cannot be counted with the catalogue of this process: %s"
                                .formatted(e.entry(), e.getMessage()));
            }
        }));
        if (!restored.match().equals(match)) {
            differences.accept("Archived as %s, restored as %s"
                    .formatted(match.row(), restored.match().row()));
        }
        counter.add(restored.reports());
        return restored.next();
    }

    private record Restored(ArchiveLine next, long reports, ArchiveLine match) {}

    private <T> T run(Transactions.Work<T> work) throws IOException {
        return withoutSql(() -> transactions.run(work));
    }

    @FunctionalInterface
    private interface SqlWork<T> {
        T run() throws SQLException;
    }

    private static <T> T withoutSql(SqlWork<T> work) throws IOException {
        try {
            return work.run();
        } catch (SQLException e) {
            throw new IOException("the database failed: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
