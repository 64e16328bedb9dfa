package dev.catwalk.doctor;

import dev.catwalk.encryption.CiphertextCount;
import dev.catwalk.encryption.Keyset;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the keyset opens what is stored: all of it, since a restore or a lost key need not concern the first row. */
public final class KeysetExamination implements Examination {
    private final Keyset keyset;
    private final Connection connection;

    public KeysetExamination(Keyset keyset, Connection connection) {
        this.keyset = keyset;
        this.connection = connection;
    }

    @Override
    public String subject() {
        return "keyset";
    }

    @Override
    public List<Finding> findings() throws SQLException {
        List<CiphertextCount> counts = CiphertextCount.all(keyset, connection);
        long opened = counts.stream().mapToLong(CiphertextCount::opened).sum();
        String closed = counts.stream()
                .filter(count -> count.closed() > 0)
                .map(count -> "%s %d of %d".formatted(count.column(), count.closed(), count.closed() + count.opened()))
                .collect(Collectors.joining(", "));
        if (closed.isEmpty()) {
            return List.of(Finding.ok(subject(), "opens all " + opened + " stored ciphertexts"));
        }
        return List.of(Finding.fail(
                subject(),
                "does not open " + closed,
                "set catwalk.token.keyset-file to the keyset that encrypted them, or one that holds its keys; if that is lost"
                        + " with all copies, see src/docs/keys.md and db/keyset-lost.sql"));
    }
}
