package dev.touchline.dev;

import java.net.URL;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.SystemConfig;
import org.jboss.logging.Logger;

/** Starts Apache Qpid Broker-J on a free loopback port; it ends with the JVM. */
final class EmbeddedBroker implements Callable<Map<String, String>> {

    private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class);
    private static final String PORT = "AMQP";

    @Override
    public Map<String, String> call() throws Exception {
        URL configuration = EmbeddedBroker.class.getResource("/dev/broker.json");
        URL properties = EmbeddedBroker.class.getResource("/dev/broker.properties");
        Started started = new Started();
        SystemLauncher launcher = new SystemLauncher(started);
        launcher.startup(Map.of(
                SystemConfig.TYPE,
                "Memory",
                SystemConfig.INITIAL_CONFIGURATION_LOCATION,
                configuration.toExternalForm(),
                SystemConfig.INITIAL_SYSTEM_PROPERTIES_LOCATION,
                properties.toExternalForm(),
                SystemConfig.STARTUP_LOGGED_TO_SYSTEM_OUT,
                false));
        Runtime.getRuntime().addShutdownHook(new Thread(launcher::shutdown, "embedded-broker-stop"));
        LOG.infof("Embedded broker started, port %d", started.port());
        return Map.of("rabbitmq-host", "127.0.0.1", "rabbitmq-port", String.valueOf(started.port()));
    }

    private static final class Started extends SystemLauncherListener.DefaultSystemLauncherListener {
        private SystemConfig<?> system;

        @Override
        public void onContainerResolve(SystemConfig<?> systemConfig) {
            system = systemConfig;
        }

        int port() {
            Broker<?> broker = (Broker<?>) system.getContainer();
            return broker.getChildren(Port.class).stream()
                    .filter(port -> port.getName().equals(PORT))
                    .mapToInt(port -> port.getBoundPort())
                    .findFirst()
                    .orElseThrow();
        }
    }
}
