package dev.touchline.network;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.spi.transport.Transport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Logs the Netty transport at start, and why a preferred native transport is not used. */
@ApplicationScoped
class TransportLog {

    private static final Logger LOG = Logger.getLogger(TransportLog.class);
    private static final String NIO = "NIO";

    void log(
            @Observes StartupEvent event,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.vertx.prefer-native-transport", defaultValue = "false")
                    boolean preferNative) {
        if (vertx.isNativeTransportEnabled()) {
            LOG.infof("Transport: %s", name(((VertxInternal) vertx).transport()));
        } else if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            // Quarkus replaces the look-up of Vert.x there, so prefer-native-transport has no effect.
            LOG.infof("Transport: %s, the only one in a native executable", NIO);
        } else if (!preferNative) {
            LOG.infof("Transport: %s, since quarkus.vertx.prefer-native-transport is false", NIO);
        } else {
            explain(VertxBuilder.nativeTransport());
        }
    }

    private static void explain(Transport wanted) {
        if (!isLinux() || wanted == null) {
            LOG.infof("Transport: %s, since the application contains epoll for Linux only", NIO);
        } else {
            LOG.warnf(
                    "Transport: %s, which costs more CPU, since %s could not be loaded (%s). Its library is unpacked into"
                            + " io.netty.native.workdir, else java.io.tmpdir (%s), which must allow programs to be"
                            + " executed: a tmpfs may be mounted noexec",
                    NIO, name(wanted), reason(wanted.unavailabilityCause()), System.getProperty("java.io.tmpdir"));
        }
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
    }

    private static String name(Transport transport) {
        return transport.getClass().getSimpleName().replace("Transport", "").toLowerCase(Locale.ROOT);
    }

    /** The root cause: its wrappers have no message of use. */
    static String reason(Throwable failure) {
        if (failure == null) {
            return "unknown reason";
        }
        Throwable reason = failure;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        Throwable first = reason.getSuppressed().length == 0 ? reason : reason.getSuppressed()[0];
        return String.valueOf(first.getMessage()).lines().findFirst().orElseGet(reason::toString);
    }
}
