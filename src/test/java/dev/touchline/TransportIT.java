package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.AppProcess;
import dev.touchline.testing.NoexecFolder;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.Started;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged application says which transport it has. It needs no broker for that. */
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(
        named = "touchline.native",
        matches = ".+",
        disabledReason = "an executable has no transport but NIO")
class TransportIT {

    @RegisterExtension
    final Started started = new Started();

    @Test
    void epollIsUsedAndWhereItCannotBeLoadedTheReasonIsLogged() {
        RealBroker broker = started.ended(RealBroker.notYetRunning());
        NoexecFolder folder = started.ended(NoexecFolder.mounted());
        AppProcess epoll = started.ended(AppProcess.launch("transport-epoll", "ingest", broker));
        AppProcess nio = started.ended(AppProcess.launch(
                "transport-nio", "ingest", broker, Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder.path())));
        assertTrue(epoll.awaitAlive().output().contains("Transport: epoll"), epoll::output);
        String output = nio.awaitAlive().output();
        assertTrue(output.contains("Transport: NIO, which costs more CPU, since epoll could not be loaded"), output);
        assertTrue(output.contains("(" + folder.path() + "), which must allow programs to be executed"), output);
    }
}
