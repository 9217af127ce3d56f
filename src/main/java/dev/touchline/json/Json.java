package dev.touchline.json;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The only JSON mapper. It rejects ambiguous and excessive input and writes canonical JSON. */
public final class Json {

    private static final int MAX_DEPTH = 64;
    /** More than most updates have. */
    private static final int INITIAL_CAPACITY = 1024;

    public static final JsonMapper MAPPER = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .addModule(JsonFormat.getCloudEventJacksonModule())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Numbers keep their digits.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            // Reports that differ only in the order of keys must be equal.
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** Reads the items of an array, after which other tokens follow. */
    private static final ObjectReader ITEMS = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /** Parses exactly one JSON value. Throws MalformedException if the bytes are not valid JSON. */
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

    /**
     * Parses exactly one JSON value, and passes the items of an array to the reader as they are parsed, each with its
     * index, or the value itself with null if it is no array. Only the tree of one item exists at a time.
     *
     * @throws MalformedException if the bytes are not valid JSON; items may have been read before
     */
    public static void forEachItem(byte[] bytes, BiConsumer<Integer, JsonNode> reader) {
        try (JsonParser parser = MAPPER.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                reader.accept(null, parse(bytes));
                return;
            }
            for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                reader.accept(index, ITEMS.readTree(parser));
            }
            if (parser.nextToken() != null) {
                throw new MalformedException("not valid JSON: something follows the end of the array");
            }
        } catch (JsonProcessingException e) {
            throw MalformedException.of(e);
        } catch (IOException e) {
            throw new MalformedException("not readable");
        }
    }

    /** As {@link #parse(byte[])}. */
    public static JsonNode parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a value that Jackson can serialize. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not writable as JSON", e);
        }
    }

    @FunctionalInterface
    public interface JsonWriter {
        void write(JsonGenerator json) throws IOException;
    }

    public static String write(JsonWriter writer) {
        return writeToStream(writer).toString(StandardCharsets.UTF_8);
    }

    public static byte[] writeBytes(JsonWriter writer) {
        return writeToStream(writer).toByteArray();
    }

    private static ByteArrayOutputStream writeToStream(JsonWriter writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_CAPACITY);
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            writer.write(json);
        } catch (IOException e) {
            throw new IllegalStateException("not writable as JSON", e);
        }
        return bytes;
    }

    public static ObjectNode writeTree(JsonWriter writer) {
        try (TokenBuffer tokens = new TokenBuffer(MAPPER, false)) {
            writer.write(tokens);
            return MAPPER.readTree(tokens.asParser());
        } catch (IOException e) {
            throw new IllegalStateException("not writable as JSON", e);
        }
    }

    /** Converts an object to a map of maps, lists, strings, numbers and booleans. */
    public static Map<String, Object> map(JsonNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
        return map;
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> map(node);
            case ARRAY -> {
                List<Object> list = new ArrayList<>(node.size());
                node.forEach(item -> list.add(value(item)));
                yield list;
            }
            case STRING -> node.textValue();
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            default -> null;
        };
    }

    /** Writes a value of {@link #map} with sorted keys. Faster than the mapper for the few values of most details. */
    public static void write(Object value, JsonGenerator json) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : new TreeMap<>(map).entrySet()) {
                json.writeFieldName((String) field.getKey());
                write(field.getValue(), json);
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(item, json);
            }
            json.writeEndArray();
        } else {
            json.writeObject(value);
        }
    }

    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not readable as " + type.getSimpleName(), e);
        }
    }
}
