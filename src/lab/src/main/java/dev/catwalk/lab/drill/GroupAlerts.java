package dev.catwalk.lab.drill;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** What the members of the group chat read. No message is passed over in silence. */
final class GroupAlerts {
    private final Queue<String> unread = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> read = new HashMap<>();
    private final Patience patience;
    private final Narration narration;
    private final Reports reports;

    GroupAlerts(Patience patience, Narration narration, Reports reports) {
        this.patience = patience;
        this.narration = narration;
        this.reports = reports;
    }

    /** A message arrived; from any thread. */
    void add(String message) {
        unread.add(message);
    }

    /** Waits until the group reads of this trouble, and shows how. */
    void awaitAlert(String type, String fragment) {
        awaitAlerts(type, List.of(fragment));
    }

    /** The same for several, which may come in any order. */
    void awaitAlerts(String type, List<String> fragments) {
        await(type, fragments, narration::seen);
    }

    /** Waits until the group reads that it is over, and shows how. */
    void awaitAllClear(String type, String fragment) {
        await(type, List.of(fragment), narration::cleared);
    }

    /** No alert came twice, and none besides those that the drill shows. */
    void requireNoMore() {
        readOn("", new LinkedHashSet<>(), narration::note);
        read.forEach((type, messages) -> {
            long raised = reports.alertsRaised(type);
            if (raised != messages) {
                throw new DidNotAppearException(
                        "silence after " + messages + " × alert " + type + ": " + raised + " were raised");
            }
        });
    }

    private void await(String type, List<String> fragments, Consumer<String> line) {
        Set<String> missing = new LinkedHashSet<>(fragments);
        patience.until("alert " + type + " in the group chat, with the words " + fragments, () -> {
            readOn(type, missing, line);
            return missing.isEmpty();
        });
        patience.until(
                "alert " + type + ", delivered, in reporting.alert",
                () -> reports.alertsDelivered(type) >= read.get(type));
    }

    private void readOn(String type, Set<String> missing, Consumer<String> line) {
        for (String message = unread.poll(); message != null; message = unread.poll()) {
            if (missing.removeIf(message::contains)) {
                read.merge(type, 1, Integer::sum);
                line.accept("alert " + type + "; the group reads:");
            } else {
                narration.note("the group reads as well:");
            }
            narration.quote(message);
        }
    }
}
