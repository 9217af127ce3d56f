package dev.touchline.statistics.archive.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as files: whatever is changed, cut off or added is noticed. */
class ArchiveFileTest {

    private static final List<ArchiveLine> ROWS = List.of(
            row(Kind.COMPETITION, "{\"id\":\"cup\",\"content\":\"{\\\"name\\\":\\\"Cup\\u2028\\\"}\"}"),
            row(Kind.MATCH, "{\"id\":\"a\",\"sport\":\"football\",\"seq\":2}"),
            row(
                    Kind.EVENT,
                    "{\"source\":\"camera\",\"id\":\"1\",\"match\":\"a\",\"content\":\"{\\\"minute\\\":1e5}\"}"),
            row(Kind.EVENT, "{\"source\":\"camera\",\"id\":\"2\",\"match\":\"a\"}"),
            row(Kind.CONFLICT, "{\"source\":\"camera\",\"id\":\"2\",\"match\":\"a\"}"),
            row(Kind.MATCH, "{\"id\":\"b\",\"sport\":\"football\",\"seq\":1}"),
            row(Kind.EVENT, "{\"source\":\"camera\",\"id\":\"3\",\"match\":\"b\"}"));

    @TempDir
    Path folder;

    private static ArchiveLine row(Kind kind, String row) {
        return new ArchiveLine(kind, row);
    }

    private static ArchiveHeader header(List<ArchiveLine> rows) {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        for (Kind kind : List.of(Kind.COMPETITION, Kind.MATCH, Kind.EVENT, Kind.CONFLICT)) {
            counts.put(kind, rows.stream().filter(row -> row.kind() == kind).count());
        }
        return new ArchiveHeader(
                "7d0c",
                "cup",
                Instant.parse("2031-07-01T12:00:00.000001Z"),
                counts,
                Map.of(
                        Kind.COMPETITION, List.of("content", "id"),
                        Kind.EVENT, List.of("content", "id", "match", "source"),
                        Kind.CONFLICT, List.of("id", "match", "source")));
    }

    private Path write(List<ArchiveLine> rows) throws IOException {
        Path file = folder.resolve("cup.archive");
        try (ArchiveWriter archive = ArchiveWriter.create(file)) {
            archive.begin(header(rows));
            for (ArchiveLine row : rows) {
                archive.add(row);
            }
            archive.finish();
        }
        return file;
    }

    private static List<ArchiveLine> read(Path file) throws IOException {
        List<ArchiveLine> rows = new ArrayList<>();
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            for (ArchiveLine row = archive.next(); row != null; row = archive.next()) {
                rows.add(row);
            }
            assertNull(archive.next(), "the end stays the end");
        }
        return rows;
    }

    private static List<String> lines(Path file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static void replace(Path file, List<String> lines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        Files.write(file, bytes.toByteArray());
    }

    private static String damage(Path file) {
        return assertThrows(DamagedArchiveException.class, () -> read(file))
                .getMessage()
                .replace(file.toString(), "FILE");
    }

    private String damage(UnaryOperator<List<String>> change) throws IOException {
        Path file = write(ROWS);
        replace(file, change.apply(new ArrayList<>(lines(file))));
        return damage(file);
    }

    @Test
    void rowsAreReadAsTheyWereWritten() throws IOException {
        Path file = write(ROWS);
        assertEquals(ROWS, read(file));
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            assertEquals(header(ROWS), archive.header());
        }
    }

    @Test
    void archiveOfACompetitionWithoutMatchesIsIntact() throws IOException {
        assertEquals(ROWS.subList(0, 1), read(write(ROWS.subList(0, 1))));
    }

    @Test
    void existingFileIsNotReplaced() throws IOException {
        Path file = write(ROWS);
        byte[] before = Files.readAllBytes(file);
        assertEquals(
                file + " exists; archives are not replaced",
                assertThrows(IOException.class, () -> write(ROWS.subList(0, 1))).getMessage());
        assertTrue(Arrays.equals(before, Files.readAllBytes(file)));
    }

    @Test
    void fileThatAppearsMeanwhileIsNotReplaced() throws IOException {
        Path file = folder.resolve("cup.archive");
        try (ArchiveWriter archive = ArchiveWriter.create(file)) {
            archive.begin(header(List.of()));
            Files.writeString(file, "another");
            assertThrows(IOException.class, archive::finish);
        }
        assertEquals("another", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void unfinishedArchiveLeavesNoFile() throws IOException {
        try (ArchiveWriter archive = ArchiveWriter.create(folder.resolve("cup.archive"))) {
            archive.begin(header(ROWS));
            assertEquals(1, files().size(), "it is written under another name");
        }
        assertEquals(List.of(), files());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void archiveIsReadableByItsOwnerOnly() throws IOException {
        Path file = write(ROWS);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void missingFileIsNamed() {
        Path file = folder.resolve("none");
        assertEquals(
                file + " does not exist",
                assertThrows(IOException.class, () -> ArchiveReader.open(file)).getMessage());
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(write(ROWS));
        Path file = folder.resolve("cut");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            // The last 8 bytes are the trailer of gzip: without them, all lines can be read.
            assertThrows(IOException.class, () -> read(file), "cut to " + length + " bytes");
        }
    }

    @Test
    void everyChangedByteOfTheTextIsNoticed() throws IOException {
        Path file = write(ROWS);
        byte[] text = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file))).readAllBytes();
        for (int i = 0; i < text.length; i++) {
            byte[] changed = text.clone();
            changed[i] ^= 1;
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(changed);
            }
            Files.write(file, bytes.toByteArray());
            assertThrows(DamagedArchiveException.class, () -> read(file), "byte " + i);
        }
    }

    @Test
    void removedLineIsNoticed() throws IOException {
        assertEquals("FILE, line 8: the digest is another one: the archive was changed", damage(lines -> {
            lines.remove(4);
            return lines;
        }));
    }

    @Test
    void archiveWithoutItsEndIsIncomplete() throws IOException {
        assertEquals("FILE, line 9: the archive is incomplete", damage(lines -> lines.subList(0, 8)));
    }

    @Test
    void linesAfterTheEndAreNoticed() throws IOException {
        assertEquals("FILE, line 9: something follows the end of the archive", damage(lines -> {
            lines.add(lines.get(8));
            return lines;
        }));
    }

    @Test
    void countsOfTheHeaderAreCompared() throws IOException {
        Path file = folder.resolve("counts");
        try (ArchiveWriter archive = ArchiveWriter.create(file)) {
            archive.begin(header(ROWS));
            for (ArchiveLine row : ROWS.subList(0, 6)) {
                archive.add(row);
            }
            archive.finish();
        }
        assertEquals("FILE, line 8: there are 2 lines of the kind event instead of 3", damage(file));
    }

    @Test
    void reportOfAnotherMatchIsNoticed() throws IOException {
        Path file = write(List.of(ROWS.get(1), ROWS.get(6)));
        assertEquals("FILE, line 3: a report of another match", damage(file));
    }

    @Test
    void definitionOfAnotherCompetitionIsNoticed() throws IOException {
        Path file = write(List.of(row(Kind.COMPETITION, "{\"id\":\"league\"}")));
        assertEquals("FILE, line 2: a definition of another competition", damage(file));
    }

    @Test
    void headerOfAnotherVersionIsNamed() throws IOException {
        assertEquals("FILE, line 1: an archive of version 2, and this application reads 1", damage(lines -> {
            lines.set(0, lines.get(0).replace("\"version\":1", "\"version\":2"));
            return lines;
        }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[]", "{\"archive\":{}}", "{\"archive\":1}", "{\"match\":{\"id\":\"a\"}}", "{\"a"})
    void fileWithAnotherFirstLineIsNoArchive(String line) throws IOException {
        Path file = folder.resolve("other");
        replace(file, List.of(line));
        assertThrows(DamagedArchiveException.class, () -> read(file));
    }

    @Test
    void fileThatIsNotCompressedIsNoArchive() throws IOException {
        Path file = folder.resolve("plain");
        Files.writeString(file, header(List.of()).line().text() + "\n");
        assertTrue(damage(file).startsWith("FILE is not an archive, or is incomplete"));
    }

    @Test
    void endlessLineIsNotReadIntoMemory() throws IOException {
        Path file = folder.resolve("long");
        byte[] megabyte = new byte[1024 * 1024];
        Arrays.fill(megabyte, (byte) ' ');
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 20; i++) {
                out.write(megabyte);
            }
        }
        assertEquals("FILE, line 1: the line has more than 8388608 bytes", damage(file));
    }

    @Test
    void rowThatWouldNotBeReadIsNotWritten() throws IOException {
        try (ArchiveWriter archive = ArchiveWriter.create(folder.resolve("large"))) {
            archive.begin(header(List.of()));
            ArchiveLine large = row(Kind.EVENT, "{\"match\":\"" + "a".repeat(ArchiveReader.MAX_LINE) + "\"}");
            assertThrows(IOException.class, () -> archive.add(large));
        }
    }
}
