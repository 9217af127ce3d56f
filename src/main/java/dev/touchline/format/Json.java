package dev.touchline.format;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;

/** The one strict JSON mapper: what is ambiguous or excessive is an error, what is written is canonical. */
public final class Json {

    private static final int DEEPEST = 64;
    /** An event is shorter, as a rule. */
    private static final int USUAL_LENGTH = 512;

    static final JsonMapper MAPPER = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .addModule(JsonFormat.getCloudEventJacksonModule())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // A number keeps the digits it was sent with.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            // The order of keys carries no meaning, so that it must not make two reports differ.
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private Json() {}

    /**
     * Reads a value of any shape.
     *
     * @throws MalformedException if it is not exactly one JSON value
     */
    public static JsonNode parse(byte[] bytes) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node == null || node.isMissingNode()) {
                throw new MalformedException("the body is empty");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw MalformedException.of(e);
        } catch (IOException e) {
            throw new MalformedException("not readable");
        }
    }

    /** Writes a value that is known to be writable. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not writable as JSON", e);
        }
    }

    /** Writes values one after the other, without a tree of them. */
    @FunctionalInterface
    interface Writing {
        /** Writes them. */
        void to(JsonGenerator json) throws IOException;
    }

    /** What is written. */
    static String write(Writing writing) {
        StringWriter text = new StringWriter(USUAL_LENGTH);
        try (JsonGenerator json = MAPPER.createGenerator(text)) {
            writing.to(json);
        } catch (IOException e) {
            throw new IllegalStateException("not writable as JSON", e);
        }
        return text.toString();
    }

    /** The same in UTF-8. */
    static byte[] writeBytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_LENGTH);
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            writing.to(json);
        } catch (IOException e) {
            throw new IllegalStateException("not writable as JSON", e);
        }
        return bytes.toByteArray();
    }

    /** The same as a tree. */
    static ObjectNode writeTree(Writing writing) {
        try (TokenBuffer tokens = new TokenBuffer(MAPPER, false)) {
            writing.to(tokens);
            return MAPPER.readTree(tokens.asParser());
        } catch (IOException e) {
            throw new IllegalStateException("not writable as JSON", e);
        }
    }

    /** An object as a map of maps, lists, texts, numbers and truth values. */
    static Map<String, Object> map(JsonNode object) {
        try {
            return MAPPER.readValue(MAPPER.treeAsTokens(object), new TypeReference<>() {});
        } catch (IOException e) {
            throw new IllegalStateException("not readable as a map", e);
        }
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not readable as " + type.getSimpleName(), e);
        }
    }
}
