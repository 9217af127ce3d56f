package dev.touchline.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.touchline.testing.Kustomization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * JSON Schemas of custom resources, one file per kind in {@code src/test/resources/schemas}. Each is reduced from the
 * operator's own definition, which it names with its version, to the fields that the manifests use; all other fields
 * are errors. Validation rules in CEL and of admission webhooks are omitted unless a comment states them.
 */
final class Schemas {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final Map<String, Optional<JsonSchema>> READ = new ConcurrentHashMap<>();

    private Schemas() {}

    /** Returns whether there is a schema of the manifest's kind. */
    static boolean has(Manifest manifest) {
        return of(manifest.type()).isPresent();
    }

    /** The violations of the schema of the manifest's kind, each with its path. */
    static List<String> violations(Manifest manifest) {
        return of(manifest.type()).orElseThrow().validate(manifest.json()).stream()
                .map(ValidationMessage::getMessage)
                .map(message -> manifest + ": " + message)
                .sorted()
                .toList();
    }

    private static Optional<JsonSchema> of(String type) {
        return READ.computeIfAbsent(type, Schemas::read);
    }

    private static Optional<JsonSchema> read(String type) {
        String file = "/schemas/" + type.replace('/', '_') + ".yaml";
        try (InputStream stream = Schemas.class.getResourceAsStream(file)) {
            if (stream == null) {
                return Optional.empty();
            }
            JsonNode schema = Kustomization.YAML.readTree(stream);
            return Optional.of(FACTORY.getSchema(schema));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
