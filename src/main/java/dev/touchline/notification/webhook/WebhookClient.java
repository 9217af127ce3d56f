package dev.touchline.notification.webhook;

import dev.touchline.codec.update.UpdateCloudEvent;
import dev.touchline.network.ClientTls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Sends webhook requests. It resolves the host once, checks every address, and connects only to a checked address: a
 * second look-up could return another address (DNS rebinding). Redirects are not followed.
 */
@ApplicationScoped
public class WebhookClient {

    private static final Logger LOG = Logger.getLogger(WebhookClient.class);
    private static final int MAX_RESPONSE_SIZE = 1024;
    // Shorter than usual keep-alive times of servers, so that a receiver does not close a connection as it is reused.
    private static final int KEEP_ALIVE_SECONDS = 4;
    private static final int PRIORITY_LAST = 20_000;

    private final Vertx vertx;
    private final DestinationPolicy destinationPolicy;
    private final WebhookConfig config;
    private final HttpClient client;
    private final EventLoopGroup lookups = new NioEventLoopGroup(1, new DefaultThreadFactory("webhook-names", true));
    private final DnsNameResolver names;
    private final WebhookMeters meters;

    WebhookClient(
            Vertx vertx,
            DestinationPolicy destinationPolicy,
            WebhookConfig config,
            WebhookMeters meters,
            ClientTls tls) {
        this.vertx = vertx;
        this.destinationPolicy = destinationPolicy;
        this.config = config;
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(config.maxConcurrent())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setConnectTimeout((int) config.requestTimeout().toMillis());
        tls.named(ClientTls.WEBHOOKS).ifPresent(trust -> TlsConfigUtils.configure(options, trust));
        this.client = vertx.createHttpClient(options);
        DnsNameResolverBuilder lookup =
                new DnsNameResolverBuilder(lookups.next()).datagramChannelType(NioDatagramChannel.class);
        config.nameServers()
                .map(servers -> servers.stream().map(WebhookClient::nameServer).toList())
                .map(SequentialDnsServerAddressStreamProvider::new)
                .ifPresent(lookup::nameServerProvider);
        this.names = lookup.build();
        this.meters = meters;
    }

    void renew(@Observes CertificateUpdatedEvent event) {
        if (event.name().equals(ClientTls.WEBHOOKS)) {
            client.updateSSLOptions(event.tlsConfiguration().getSSLOptions())
                    .onFailure(
                            e -> LOG.errorf(e, "Webhooks keep the earlier certificates; check quarkus.tls.webhooks"));
        }
    }

    private static InetSocketAddress nameServer(String server) {
        try {
            URI uri = new URI("dns://" + server.strip()).parseServerAuthority();
            return new InetSocketAddress(
                    InetAddress.getByName(uri.getHost()), uri.getPort() == -1 ? 53 : uri.getPort());
        } catch (URISyntaxException | UnknownHostException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "touchline.webhooks.name-servers has \"" + server
                            + "\"; each must be an address such as 10.0.0.53:53",
                    e);
        }
    }

    private record WebhookRequest(Destination destination, String id, String body, List<String> secrets) {}

    void close(@Observes @Priority(PRIORITY_LAST) ShutdownEvent event) {
        client.close();
        names.close();
        lookups.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Sends a CloudEvent, signed with each of the secrets. The future never fails; failures are outcomes. */
    public Future<DeliveryOutcome> send(String url, String id, String body, List<String> secrets) {
        Promise<DeliveryOutcome> outcome = Promise.promise();
        try {
            WebhookRequest call = new WebhookRequest(destinationPolicy.parse(url), id, body, secrets);
            Context context = vertx.getOrCreateContext();
            // The whole call runs on one event loop. On another thread, the response can end before its handler is set.
            context.runOnContext(now -> start(call, context, outcome));
        } catch (DestinationPolicy.RefusedException e) {
            // The policy became stricter after the subscription was created.
            outcome.complete(DeliveryOutcome.failed(reason(e), Duration.ZERO));
        }
        return outcome.future();
    }

    private void start(WebhookRequest call, Context context, Promise<DeliveryOutcome> outcome) {
        long startedAt = System.nanoTime();
        AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
        long timeout = config.requestTimeout().toMillis();
        long timer = vertx.setTimer(timeout, id -> {
            String error = "no answer within " + timeout / 1000.0 + " s";
            outcome.tryComplete(DeliveryOutcome.failed(error, since(startedAt)));
            HttpClientRequest request = sent.get();
            if (request != null) {
                request.reset();
            }
        });
        outcome.future().onSuccess(result -> {
            vertx.cancelTimer(timer);
            meters.called(result.delivered(), result.took());
        });
        addresses(call.destination(), context)
                .compose(addresses -> sendRequest(call, addresses, sent, outcome))
                .compose(response -> read(response, startedAt))
                .onSuccess(outcome::tryComplete)
                .onFailure(e -> {
                    LOG.debugf(
                            "Call %s to %s failed: %s",
                            call.id(), call.destination().authority(), e);
                    outcome.tryComplete(DeliveryOutcome.failed(reason(e), since(startedAt)));
                });
    }

    private Future<List<InetAddress>> addresses(Destination destination, Context context) {
        Promise<List<InetAddress>> found = Promise.promise();
        names.resolveAll(destination.host())
                .addListener((io.netty.util.concurrent.Future<List<InetAddress>> answer) -> context.runOnContext(
                        now -> checkAddresses(destination, answer.isSuccess() ? answer.getNow() : List.of(), found)));
        return found.future();
    }

    private void checkAddresses(
            Destination destination, List<InetAddress> addresses, Promise<List<InetAddress>> found) {
        try {
            destinationPolicy.check(destination, addresses);
            found.complete(addresses);
        } catch (DestinationPolicy.RefusedException e) {
            found.fail(e);
        }
    }

    private Future<HttpClientResponse> sendRequest(
            WebhookRequest call,
            List<InetAddress> addresses,
            AtomicReference<HttpClientRequest> sent,
            Promise<DeliveryOutcome> outcome) {
        Future<HttpClientRequest> connected = connect(call.destination(), addresses.get(0));
        for (InetAddress other : addresses.subList(1, addresses.size())) {
            connected = connected.recover(e -> connect(call.destination(), other));
        }
        return connected.compose(request -> {
            sent.set(request);
            if (outcome.future().isComplete()) {
                request.reset();
            }
            Instant now = Instant.now();
            request.putHeader(HttpHeaders.CONTENT_TYPE, UpdateCloudEvent.CONTENT_TYPE)
                    .putHeader(HttpHeaders.USER_AGENT, "Touchline")
                    .putHeader(Signature.ID, call.id())
                    .putHeader(Signature.TIMESTAMP, String.valueOf(now.getEpochSecond()))
                    .putHeader(Signature.SIGNATURE, Signature.of(call.id(), now, call.body(), call.secrets()));
            return request.send(Buffer.buffer(call.body()));
        });
    }

    private Future<HttpClientRequest> connect(Destination destination, InetAddress address) {
        return client.request(new RequestOptions()
                .setMethod(HttpMethod.POST)
                // Connects to the checked address; the Host header and the certificate check use the name.
                .setServer(SocketAddress.inetSocketAddress(destination.port(), address.getHostAddress()))
                .setHost(destination.host())
                .setPort(destination.port())
                .setSsl(destination.secure())
                .setURI(destination.path())
                .setFollowRedirects(false));
    }

    private Future<DeliveryOutcome> read(HttpClientResponse response, long startedAt) {
        int code = response.statusCode();
        String error = code >= 200 && code < 300 ? null : "answered " + code;
        Promise<DeliveryOutcome> read = Promise.promise();
        Buffer body = Buffer.buffer();
        Runnable end = () ->
                read.tryComplete(new DeliveryOutcome(code, error, text(body), retryAfter(response), since(startedAt)));
        response.handler(part -> {
            body.appendBuffer(part, 0, Math.min(part.length(), MAX_RESPONSE_SIZE - body.length()));
            if (body.length() == MAX_RESPONSE_SIZE) {
                end.run();
                // The rest may be endless.
                response.request().reset();
            }
        });
        response.exceptionHandler(read::tryFail);
        response.endHandler(ended -> end.run());
        return read.future();
    }

    private static String text(Buffer body) {
        // PostgreSQL's text type cannot store this character.
        return body.length() == 0 ? null : body.toString().replace('\0', '\uFFFD');
    }

    // RFC 9110, section 10.2.3: seconds or a date.
    private static Duration retryAfter(HttpClientResponse response) {
        String value = response.statusCode() == 429 || response.statusCode() == 503
                ? response.getHeader(HttpHeaders.RETRY_AFTER)
                : null;
        if (value == null) {
            return null;
        }
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), at);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException e) {
            // An unreadable header is ignored.
            return null;
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof DestinationPolicy.RefusedException) {
            return "not called: the URL " + failure.getMessage();
        }
        // The cause would tell callers which ports of other hosts are open.
        return "no HTTP answer; check that the host accepts connections, and its certificate";
    }

    private static Duration since(long startedAt) {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }
}
