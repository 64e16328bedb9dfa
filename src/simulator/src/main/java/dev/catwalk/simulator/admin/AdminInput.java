package dev.catwalk.simulator.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.simulator.DurationText;
import dev.catwalk.simulator.call.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The JSON body of an admin request, which Jackson reads into records. A primitive component is required, an object may be
 * missing unless it is marked as required. Whatever is wrong, the error names the field.
 */
record AdminInput(ObjectNode body) {
    private static final ObjectMapper STRICT = Json.MAPPER
            .rebuild()
            .addModule(new SimpleModule().addDeserializer(Duration.class, new DurationReader()))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** An empty body is an empty object, since many hooks need nothing. */
    static AdminInput of(Buffer text) {
        if (text.length() == 0) {
            return new AdminInput(Json.object());
        }
        if (Json.parseOrNull(text.getBytes()) instanceof ObjectNode object) {
            return new AdminInput(object);
        }
        throw AdminException.badRequest("the body is not a JSON object");
    }

    <T> T as(Class<T> type) {
        try {
            return STRICT.treeToValue(body, type);
        } catch (JsonMappingException e) {
            throw complaint(e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree needs no parser", e);
        }
    }

    /** Reads a text further, null when there is none; what is wrong with it is reported with the name of its field. */
    static <T> T checked(String field, String text, Function<String, T> reader) {
        try {
            return text == null ? null : reader.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw AdminException.badField(field, e.getMessage());
        }
    }

    private static AdminException complaint(JsonMappingException e) {
        String field = e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        return switch (e) {
            case JsonMappingException _ when e.getCause() instanceof AdminException ours -> ours;
            case JsonMappingException _
            when e.getCause() instanceof IllegalArgumentException wrong ->
                field.isEmpty()
                        ? AdminException.badRequest(wrong.getMessage())
                        : AdminException.badField(field, wrong.getMessage());
            case UnrecognizedPropertyException unknown ->
                AdminException.badField(field, "no such field; known: " + unknown.getKnownPropertyIds());
            case MismatchedInputException mismatch ->
                AdminException.badField(field, wanted(mismatch.getTargetType()) + " is needed");
            default -> AdminException.badField(field, e.getOriginalMessage());
        };
    }

    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .toList();
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer" -> "a whole number";
            case "double", "Double" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "String", "Duration" -> "a text";
            default -> "an object";
        };
    }

    private static final class DurationReader extends StdScalarDeserializer<Duration> {
        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return DurationText.parse(_parseString(parser, context, this));
        }
    }
}
