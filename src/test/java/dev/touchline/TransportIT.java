package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.NoexecFolder;
import dev.touchline.testing.RealBroker;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged application logs its network transport. It needs no broker for that. */
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(
        named = "touchline.native",
        matches = ".+",
        disabledReason = "an executable has no transport but NIO")
class TransportIT {

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @Test
    void epollIsUsedAndWhereItCannotBeLoadedTheReasonIsLogged() {
        RealBroker broker = resources.closeAfter(RealBroker.notYetRunning());
        NoexecFolder folder = resources.closeAfter(NoexecFolder.mounted());
        AppProcess epoll = resources.closeAfter(AppProcess.launch("transport-epoll", "ingest", broker));
        AppProcess nio = resources.closeAfter(AppProcess.launch(
                "transport-nio", "ingest", broker, Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder.path())));
        assertTrue(epoll.awaitAlive().output().contains("Transport: epoll"), epoll::output);
        String output = nio.awaitAlive().output();
        assertTrue(output.contains("Transport: NIO, which costs more CPU, since epoll could not be loaded"), output);
        assertTrue(output.contains("(" + folder.path() + "), which must allow programs to be executed"), output);
    }
}
