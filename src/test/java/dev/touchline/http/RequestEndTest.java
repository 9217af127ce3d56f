package dev.touchline.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.http.connection.NettyChannels;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestEndTest {

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> order = new ArrayBlockingQueue<>(10);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void actionRunsAfterTheResponse() throws Exception {
        request(context -> {
            RequestEnd.then(context, () -> order.add("end"));
            order.add("response");
            context.response().end();
        });
        assertEquals("response", order.poll(10, TimeUnit.SECONDS));
        assertEquals("end", order.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void actionRunsIfTheClientHasLeftBefore() throws Exception {
        request(context -> {
            context.request()
                    .connection()
                    .closeHandler(closed -> vertx.runOnContext(later -> {
                        RequestEnd.then(context, () -> order.add("end"));
                        order.add("added");
                    }));
            context.request().connection().close();
        });
        assertEquals("end", order.poll(10, TimeUnit.SECONDS));
        assertEquals("added", order.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void actionRunsOnceIfTheClientLeavesLater() throws Exception {
        request(context -> {
            RequestEnd.then(context, () -> order.add("end"));
            context.request().connection().close().onComplete(closed -> context.response()
                    .end()
                    .onComplete(ended -> order.add("last")));
        });
        assertEquals("end", order.poll(10, TimeUnit.SECONDS));
        assertEquals("last", order.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void actionRunsIfTheClientIsLeaving() throws Exception {
        request(context -> {
            // Vert.x tells its handlers once: of the failure, not of the end of the connection after it.
            NettyChannels.of(context.request()).pipeline().fireExceptionCaught(new IOException("Connection reset"));
            RequestEnd.then(context, () -> order.add("end"));
            order.add("added");
            context.request().connection().close();
        });
        assertEquals("end", order.poll(10, TimeUnit.SECONDS));
        assertEquals("added", order.poll(10, TimeUnit.SECONDS));
    }

    private void request(Consumer<RoutingContext> handler) throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(RequestEnd::watch).handler(handler::accept);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        try (Socket client = new Socket("127.0.0.1", server.actualPort())) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().read();
        }
    }
}
