package dev.touchline.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The root folder of the system whose servers the tests start: the machine's, or a folder that {@code .ci/servers} has
 * made with servers of other versions. A command of such a folder sees its {@code /usr} in place of the machine's, and
 * files, ports and processes as they are.
 */
record ServerFolder(Path root) {

    private static final Path MACHINE = Path.of("/");
    /** Each step replaces the one before, so that signals reach the server; the mount ends with the server. */
    private static final String ENTER = "mount --bind \"$0/usr\" /usr && exec \"$@\"";

    private static final int CHECK_SECONDS = 60;

    /** The folder that a system property names, by default the machine's. Skips the test if it cannot be used. */
    static ServerFolder of(String property) {
        ServerFolder folder = new ServerFolder(Path.of(System.getProperty(property, "/")));
        Prerequisite.skipUnless(
                folder.isMachine() || folder.isUsable(),
                "%s=%s cannot be used: .ci/servers makes this folder, and using it needs root"
                        .formatted(property, folder.root));
        return folder;
    }

    boolean isMachine() {
        return root.equals(MACHINE);
    }

    /** The words of a command that runs in this folder. */
    List<String> command(List<String> words) {
        return isMachine()
                ? words
                : Stream.concat(
                                Stream.of("unshare", "--mount", "--", "sh", "-c", ENTER, root.toString()),
                                words.stream())
                        .toList();
    }

    private boolean isUsable() {
        return Prerequisite.onPath("unshare").isPresent()
                && ChildProcesses.run(ChildProcesses.log("unshare"), CHECK_SECONDS, command(List.of("true")));
    }
}
