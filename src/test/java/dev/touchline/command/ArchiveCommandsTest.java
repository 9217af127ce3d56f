package dev.touchline.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arguments of {@code archive}, {@code delete} and {@code restore}. KeepingIT runs the commands. */
class ArchiveCommandsTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private interface Parser {
        CommandOptions parse(String... args);
    }

    private static Parser parser(String command) {
        return switch (command) {
            case "archive" -> ArchiveCommand::options;
            case "delete" -> DeleteCommand::options;
            default -> RestoreCommand::options;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "archive, --competition cup --output file",
        "archive, --competition cup --output file --even-if-unfinished",
        "archive, --verify file",
        "delete, --competition cup --archive file",
        "delete, --competition cup --without-archive --even-if-unfinished",
        "restore, --archive file",
        "restore, --archive=file --dry-run"
    })
    void argumentsAreAccepted(String command, String line) {
        parser(command).parse(line.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "archive, --output file, --competition is required.",
        "archive, --competition cup, --output is required.",
        "archive, --verify file --output file, --verify takes no other option.",
        "archive, --verify file --even-if-unfinished, --verify takes no other option.",
        "delete, --archive file, --competition is required.",
        "delete, --competition cup, One of --archive and --without-archive is required.",
        "delete, --competition cup --archive file --without-archive, One of --archive and --without-archive is required.",
        "restore, --dry-run, --archive is required.",
        "restore, --archive file more, Unexpected argument more."
    })
    void wrongArgumentIsNamed(String command, String line, String message) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> parser(command).parse(line.split(" ")));
        assertEquals(message, refusal.getMessage());
    }

    @Test
    void damagedArchiveEndsWithOne() throws IOException {
        Path file = Files.writeString(folder.resolve("cup.archive"), "no archive");
        assertEquals(Command.EXIT_NO, verify(file));
        String message = err.toString(StandardCharsets.UTF_8);
        assertTrue(message.startsWith("Damaged: " + file + " is not an archive"), message);
    }

    @Test
    void missingArchiveIsAFailure() {
        assertThrows(IOException.class, () -> verify(folder.resolve("none")));
    }

    private int verify(Path file) throws IOException {
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        return ArchiveCommand.verify(errors, errors, "--verify", file.toString());
    }
}
