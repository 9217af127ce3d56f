package dev.touchline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder on a file system mounted with {@code noexec}, as the {@code /tmp} of a container may be: an existing one, or
 * one that this class mounts as root.
 *
 * @param path the folder
 * @param own whether this class mounted it
 */
public record NoexecFolder(Path path, boolean own) implements AutoCloseable {

    private static final Path MOUNTS = Path.of("/proc", "mounts");
    private static final int SECONDS = 20;

    /** Finds or mounts a folder; skips the test if neither is possible. */
    public static NoexecFolder mounted() {
        Optional<NoexecFolder> existing = existing();
        if (existing.isPresent()) {
            return existing.get();
        }
        Path folder = ChildProcesses.newFolder("noexec");
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "noexec,size=64m", "touchline", folder.toString());
        if (!mounted) {
            ChildProcesses.delete(folder);
        }
        Prerequisite.skipUnless(mounted, "no folder is mounted noexec, and mounting one needs root");
        return new NoexecFolder(folder, true);
    }

    private static Optional<NoexecFolder> existing() {
        try (Stream<String> mounts = Files.lines(MOUNTS)) {
            Optional<Path> base = mounts.map(line -> line.split(" "))
                    .filter(mount -> mount[2].equals("tmpfs"))
                    .filter(mount -> Arrays.asList(mount[3].split(",")).containsAll(List.of("rw", "noexec")))
                    .map(mount -> Path.of(mount[1]))
                    .filter(Files::isWritable)
                    .filter(folder -> !folder.startsWith("/proc") && !folder.startsWith("/sys"))
                    .findFirst();
            return base.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new NoexecFolder(Files.createTempDirectory(base.get(), "touchline-"), false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean run(String... command) {
        Process process = ChildProcesses.start(new ProcessBuilder(command), ChildProcesses.log(command[0]));
        return ChildProcesses.ended(process, SECONDS) && process.exitValue() == 0;
    }

    /** Unmounts and deletes the folder. */
    @Override
    public void close() {
        if (own) {
            run("umount", path.toString());
        }
        ChildProcesses.delete(path);
    }
}
