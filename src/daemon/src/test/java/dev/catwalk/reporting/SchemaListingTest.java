package dev.catwalk.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaListingTest {

    private static final Path COMMITTED = Path.of("../../db", "schema.sql");

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void theCommittedListingShowsWhatTheMigrationsMake() throws IOException {
        // given
        var listing = SchemaListing.of(database);
        if (Boolean.getBoolean("catwalk.schema.write")) {
            Files.writeString(COMMITTED, listing);
        }

        // when
        var committed = Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "";

        // then
        assertThat(committed)
                .as("db/schema.sql is out of date; rewrite it with "
                        + "./mvnw test -Dtest=SchemaListingTest -Dcatwalk.schema.write=true and look at the difference")
                .isEqualTo(listing);
    }
}
