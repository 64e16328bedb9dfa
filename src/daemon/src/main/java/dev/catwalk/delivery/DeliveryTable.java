package dev.catwalk.delivery;

import org.jdbi.v3.core.statement.SqlStatement;

/**
 * What is delivered. Each kind has a table of items, one of deliveries (item and channel) and one of attempts; the last two
 * have the same columns for every kind, but for the item's id.
 */
public enum DeliveryTable {
    ALERTS("app.alert", "alert", "alert_id", "raised_at", "channel");

    private final String items;
    private final String prefix;
    private final String id;
    private final String createdAt;
    private final String label;

    DeliveryTable(String items, String prefix, String id, String createdAt, String label) {
        this.items = items;
        this.prefix = prefix;
        this.id = id;
        this.createdAt = createdAt;
        this.label = label;
    }

    /** Fills these tables into a statement that names them in angle brackets. */
    <S extends SqlStatement<S>> S in(S statement) {
        return statement
                .define("items", items)
                .define("deliveries", "app." + prefix + "_delivery")
                .define("attempts", "app." + prefix + "_attempt")
                .define("id", id)
                .define("created_at", createdAt);
    }

    /** Of a channel in the table that says which channels are off. */
    String channelKey(String name) {
        return this == ALERTS ? name : label + ":" + name;
    }

    /** Of a metric; {@code alert} gives {@code catwalk.alert.delivery}. */
    String metric() {
        return "catwalk." + prefix + ".delivery";
    }

    /** What a receiver is called in logs and metrics. */
    String label() {
        return label;
    }

    /** What is delivered, in the words of a log line. */
    String plural() {
        return prefix + "s";
    }

    /** The command that gives another life to what is dead on a channel. */
    String redriveCommand(String channel) {
        return "catwalk " + plural() + " redrive --" + label + " " + channel;
    }
}
