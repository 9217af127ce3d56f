package dev.touchline.command;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {

    @TempDir
    Path folder;

    @Test
    void secondRunKeepsTheKeysAndCopiesThePublicKey() throws IOException {
        Path keys = folder.resolve("signing");
        Path other = folder.resolve("public");
        keys(keys, other);
        String secret = Files.readString(keys.resolve("private.pem"));
        String open = Files.readString(keys.resolve("public.pem"));
        Files.delete(keys.resolve("public.pem"));
        Files.writeString(other.resolve("public.pem"), "an earlier one");

        String said = keys(keys, other);

        assertAll(
                () -> assertTrue(said.startsWith("Kept: "), said),
                () -> assertEquals(secret, Files.readString(keys.resolve("private.pem"))),
                () -> assertEquals(open, Files.readString(keys.resolve("public.pem"))),
                () -> assertEquals(open, Files.readString(other.resolve("public.pem"))),
                () -> assertEquals(List.of("private.pem", "public.pem"), files(keys)),
                () -> assertEquals(List.of("public.pem"), files(other)));
    }

    @Test
    void privateKeyIsReadableByItsOwnerOnlyAndPublicKeyByAll() throws IOException {
        assumeTrue(
                Files.getFileStore(folder).supportsFileAttributeView("posix"),
                "the file system has no POSIX permissions");
        keys(folder, folder.resolve("public"));
        assertAll(
                () -> assertEquals("rw-------", permissions(folder.resolve("private.pem"))),
                () -> assertEquals("rw-r--r--", permissions(folder.resolve("public.pem"))),
                () -> assertEquals(
                        "rw-r--r--", permissions(folder.resolve("public").resolve("public.pem"))));
    }

    @Test
    void unmatchedKeysAreRejected() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        keys(one, folder);
        keys(two, folder);
        String secret = Files.readString(one.resolve("private.pem"));
        Files.copy(two.resolve("public.pem"), one.resolve("other.pem"));
        Files.move(one.resolve("other.pem"), one.resolve("public.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertRefused("is not the public key of", one);
        assertEquals(secret, Files.readString(one.resolve("private.pem")));

        Files.delete(one.resolve("private.pem"));
        assertRefused("exists without", one);
        assertEquals(List.of("public.pem"), files(one));
    }

    @Test
    void tokenIsWrittenToAFileAsAHeader() throws IOException {
        keys(folder, folder);
        Path file = folder.resolve("made").resolve("header");
        String[] line = {
            "--key",
            folder.resolve("private.pem").toString(),
            "--name",
            "demo",
            "--role",
            "admin,producer",
            "--output",
            file.toString(),
            "--header"
        };
        for (int i = 0; i < 2; i++) {
            assertEquals(Command.EXIT_OK, TokenCommand.run(print(new ByteArrayOutputStream()), System.err, line));
        }
        String header = Files.readString(file);
        assertTrue(header.matches("Authorization: Bearer [\\w-]+\\.[\\w-]+\\.[\\w-]+\n"), header);
    }

    @Test
    void keyOfWebhooksIsCreatedOnce() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Path key = folder.resolve("webhooks").resolve("webhooks.key");
        for (int i = 0; i < 2; i++) {
            KeysCommand.run(
                    print(out), System.err, "--webhooks", key.getParent().toString());
        }
        assertEquals(32, Base64.getDecoder().decode(Files.readString(key).strip()).length);
        assertEquals(
                "Created: " + key + System.lineSeparator() + "Kept: " + key + System.lineSeparator(),
                out.toString(StandardCharsets.UTF_8));
        assertEquals(List.of("webhooks.key"), files(key.getParent()));
    }

    private static void assertRefused(String reason, Path keys) {
        IOException refusal = assertThrows(IOException.class, () -> keys(keys, keys));
        assertTrue(refusal.getMessage().contains(reason), refusal::getMessage);
    }

    private static String keys(Path directory, Path other) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = KeysCommand.run(
                print(out), System.err, "--directory", directory.toString(), "--public", other.toString());
        assertEquals(Command.EXIT_OK, code);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream print(ByteArrayOutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
