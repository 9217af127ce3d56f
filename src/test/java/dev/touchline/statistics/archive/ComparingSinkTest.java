package dev.touchline.statistics.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.statistics.archive.file.ArchiveHeader;
import dev.touchline.statistics.archive.file.ArchiveLine;
import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import dev.touchline.statistics.archive.file.ArchiveReader;
import dev.touchline.statistics.archive.file.ArchiveWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A competition is deleted only if the database has what the archive has. */
class ComparingSinkTest {

    private static final List<ArchiveLine> ROWS = List.of(
            new ArchiveLine(Kind.MATCH, "{\"id\":\"a\",\"seq\":2}"),
            new ArchiveLine(Kind.EVENT, "{\"id\":\"1\",\"match\":\"a\"}"),
            new ArchiveLine(Kind.EVENT, "{\"id\":\"2\",\"match\":\"a\"}"),
            new ArchiveLine(Kind.MATCH, "{\"id\":\"b\",\"seq\":1}"),
            new ArchiveLine(Kind.EVENT, "{\"id\":\"3\",\"match\":\"b\"}"));

    @TempDir
    Path folder;

    private Path file;

    private static ArchiveHeader header(String competition, String id) {
        Map<Kind, Long> counts = Map.of(Kind.COMPETITION, 0L, Kind.MATCH, 2L, Kind.EVENT, 3L, Kind.CONFLICT, 0L);
        Map<Kind, List<String>> columns =
                Map.of(Kind.COMPETITION, List.of("id"), Kind.EVENT, List.of("id"), Kind.CONFLICT, List.of("id"));
        return new ArchiveHeader(id, competition, Instant.parse("2031-07-01T12:00:00Z"), counts, columns);
    }

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("cup.archive");
        try (ArchiveWriter archive = ArchiveWriter.create(file)) {
            archive.begin(header("cup", "one"));
            for (ArchiveLine row : ROWS) {
                archive.add(row);
            }
            archive.finish();
        }
    }

    private void compare(String competition, List<ArchiveLine> state) throws IOException {
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            ComparingSink sink = new ComparingSink(archive);
            sink.begin(header(competition, "another"));
            for (ArchiveLine row : state) {
                sink.add(row);
            }
            sink.finish();
        }
    }

    private String difference(String competition, List<ArchiveLine> state) {
        String message = assertThrows(RefusedException.class, () -> compare(competition, state))
                .getMessage();
        return message.replace("The archive is not that of the database: ", "")
                .replace(". Archive the competition again.", "");
    }

    @Test
    void equalStateIsNoDifference() throws IOException {
        compare("cup", ROWS);
        assertEquals(
                new Archives.Summary("cup", Instant.parse("2031-07-01T12:00:00Z"), 0, 2, 3, 0), Archives.verify(file));
    }

    @Test
    void changedRowIsADifferenceOfItsMatch() {
        List<ArchiveLine> changed = new ArrayList<>(ROWS);
        changed.set(2, new ArchiveLine(Kind.EVENT, "{\"id\":\"2\",\"match\":\"a\",\"revision\":2}"));
        assertEquals("the next line of the kind event of the match a differs", difference("cup", changed));
    }

    @Test
    void changedMatchIsADifference() {
        List<ArchiveLine> changed = new ArrayList<>(ROWS);
        changed.set(3, new ArchiveLine(Kind.MATCH, "{\"id\":\"b\",\"seq\":2}"));
        assertEquals("the next line of the kind match of the match b differs", difference("cup", changed));
    }

    @Test
    void missingRowIsADifference() {
        assertEquals("it has more lines of the kind event", difference("cup", ROWS.subList(0, 4)));
    }

    @Test
    void additionalRowIsADifference() {
        List<ArchiveLine> more = new ArrayList<>(ROWS);
        more.add(new ArchiveLine(Kind.EVENT, "{\"id\":\"4\",\"match\":\"b\"}"));
        assertEquals("the next line of the kind event of the match b differs", difference("cup", more));
    }

    @Test
    void archiveOfAnotherCompetitionIsADifference() {
        assertEquals("it is of the competition cup", difference("league", ROWS));
    }
}
