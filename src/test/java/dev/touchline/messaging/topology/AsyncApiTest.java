package dev.touchline.messaging.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.OpenApiLinter;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code docs/asyncapi.yaml} matches the application. */
@QuarkusTest
class AsyncApiTest {

    private static final Path FILE = Path.of("docs", "asyncapi.yaml");

    @Inject
    Topology topology;

    private final JsonNode document = Api.JSON.valueToTree(new Yaml().load(Files.readString(FILE)));

    AsyncApiTest() throws IOException {}

    @Test
    void documentIsValid() throws IOException {
        assertEquals(
                List.of("asyncapi-info-contact at info: Info object must have \"contact\" object."),
                OpenApiLinter.violations(Files.readString(FILE)));
    }

    @Test
    void documentListsExactlyTheDeclaredExchangesAndQueues() throws IOException {
        Map<String, String> declared = new TreeMap<>();
        topology.declare(recorder(declared));
        Map<String, String> described = new TreeMap<>();
        for (JsonNode channel : document.path("channels")) {
            JsonNode binding = channel.path("bindings").path("amqp");
            JsonNode exchange = binding.path("exchange");
            JsonNode queue = binding.path("queue");
            JsonNode declaration = exchange.isMissingNode() ? queue : exchange;
            if (!declaration.path("durable").booleanValue()) {
                assertEquals("live.{process}", channel.path("address").textValue());
                continue;
            }
            Map<String, Object> arguments = new TreeMap<>();
            channel.path("x-arguments")
                    .properties()
                    .forEach(argument ->
                            arguments.put(argument.getKey(), argument.getValue().asText()));
            described.put(
                    declaration.path("name").textValue(),
                    (exchange.isMissingNode() ? "queue" : exchange.path("type").textValue()) + " " + arguments);
        }
        assertEquals(declared, described);
    }

    // Records all declarations as text.
    private static Channel recorder(Map<String, String> declared) {
        return (Channel) Proxy.newProxyInstance(
                AsyncApiTest.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "exchangeDeclare" ->
                            declared.put(
                                    (String) arguments[0],
                                    ((BuiltinExchangeType) arguments[1]).getType() + " "
                                            + words(arguments.length > 4 ? arguments[4] : null));
                        case "queueDeclare" -> declared.put((String) arguments[0], "queue " + words(arguments[4]));
                        case "queueBind" -> assertTrue(declared.containsKey((String) arguments[0]));
                        default -> throw new AssertionError(method);
                    }
                    return null;
                });
    }

    private static Map<String, String> words(Object arguments) {
        Map<String, String> words = new TreeMap<>();
        if (arguments instanceof Map<?, ?> map) {
            map.forEach((name, value) -> words.put((String) name, String.valueOf(value)));
        }
        return words;
    }

    @Test
    void messagesMatchTheDocument() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(ConfigProvider.getConfig().getValue("rabbitmq-host", String.class));
        factory.setPort(ConfigProvider.getConfig().getValue("rabbitmq-port", Integer.class));
        String match = UniqueIds.match();
        try (Connection connection = factory.newConnection("independent");
                Channel channel = connection.createChannel()) {
            String reports = bound(channel, Topology.EVENTS_EXCHANGE, "football");
            String declarations = bound(channel, Topology.EVENTS_EXCHANGE, "competition");
            String statements = bound(channel, Topology.EVENTS_EXCHANGE, "match");
            String updates = bound(channel, Topology.UPDATES_EXCHANGE, "");
            String headlines = bound(channel, Topology.HEADLINES_EXCHANGE, "football.*." + match + ".*");
            Api.define(UniqueIds.id("cup"), Map.of("name", "Cup", "sport", "football"));
            Api.announce(match, Api.announcement("Ashford", "Brookby"));
            Api.awaitSeq(match, 1);
            Api.accept(EventBody.goal(match, "home", 5).with("occurredAt", "2022-12-18T15:23:10Z"));
            Api.awaitSeq(match, 2);
            check("reports", next(channel, reports));
            check("reports", next(channel, reports));
            check("reports", next(channel, declarations));
            Response alive = Api.request().post("/matches/{id}/alive", match);
            assertEquals(202, alive.statusCode(), alive::asString);
            check("reports", next(channel, statements));
            check("updates", next(channel, updates));
            check("updates", next(channel, updates));
            GetResponse headline = next(channel, headlines);
            check("headline", headline);
            AMQP.BasicProperties properties = headline.getProps();
            Map<String, Object> headers = new HashMap<>();
            properties
                    .getHeaders()
                    .forEach((name, value) -> headers.put(name, value instanceof Long ? value : value.toString()));
            assertEquals(List.of(), violations("headline", "headers", Api.JSON.valueToTree(headers)));
            assertTrue(properties.getMessageId().matches(match + "/2-[1-9][0-9]*"), properties::getMessageId);
            assertNotNull(properties.getTimestamp());
            assertEquals(2, properties.getDeliveryMode());
        }
    }

    private static String bound(Channel channel, String exchange, String key) throws IOException {
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, exchange, key);
        return queue;
    }

    private static GetResponse next(Channel channel, String queue) {
        return Api.eventually().until(() -> channel.basicGet(queue, true), response -> response != null);
    }

    private void check(String message, GetResponse got) throws IOException {
        assertEquals(
                document.path("components")
                        .path("messages")
                        .path(message)
                        .path("contentType")
                        .textValue(),
                got.getProps().getContentType());
        assertEquals(
                List.of(),
                violations(message, "payload", Api.JSON.readTree(new String(got.getBody(), StandardCharsets.UTF_8))));
        Map<String, Object> headers = got.getProps().getHeaders();
        assertTrue(headers == null || !headers.containsKey("traceparent"), "without tracing, there is no trace header");
        // The schema must reject other values.
        assertTrue(!violations(message, "payload", Api.JSON.readTree("[{}]")).isEmpty());
    }

    private List<String> violations(String message, String part, JsonNode instance) {
        ObjectNode schema = Api.JSON.createObjectNode();
        schema.put("$ref", "#/components/messages/" + message + "/" + part);
        schema.set("components", document.path("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema).validate(instance).stream()
                .map(Object::toString)
                .collect(Collectors.toList());
    }
}
