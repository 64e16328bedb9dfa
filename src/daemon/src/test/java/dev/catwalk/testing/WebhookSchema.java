package dev.catwalk.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** The published schema of what a webhook's receiver gets. */
public final class WebhookSchema {
    private static final JsonSchema SCHEMA = schema();

    private WebhookSchema() {}

    private static JsonSchema schema() {
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Files.readString(Path.of("../../src/docs/webhook.schema.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails when there are none, or one is not as the schema says. */
    public static void assertHolds(Collection<String> bodies) {
        assertThat(bodies).isNotEmpty().allSatisfy(body -> assertThat(SCHEMA.validate(body, InputFormat.JSON))
                .as(body)
                .isEmpty());
    }
}
