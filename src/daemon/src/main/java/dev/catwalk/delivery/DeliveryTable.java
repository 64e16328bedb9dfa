package dev.catwalk.delivery;

import org.jdbi.v3.core.statement.SqlStatement;

/**
 * What is delivered. Each kind has a table of items, one of deliveries (item and channel) and one of attempts; the last two
 * have the same columns for every kind, but for the item's id.
 */
public enum DeliveryTable {
    ALERTS("app.alert", "alert_id", "raised_at", "app.alert_delivery", "app.alert_attempt"),
    /** Pushes that are handed on; each relay is a channel. */
    PUSHES("app.push_event", "push_event_id", "received_at", "app.push_delivery", "app.push_attempt");

    private final String items;
    private final String id;
    private final String createdAt;
    private final String deliveries;
    private final String attempts;

    DeliveryTable(String items, String id, String createdAt, String deliveries, String attempts) {
        this.items = items;
        this.id = id;
        this.createdAt = createdAt;
        this.deliveries = deliveries;
        this.attempts = attempts;
    }

    /** Fills these tables into a statement that names them in angle brackets. */
    public <S extends SqlStatement<S>> S in(S statement) {
        return statement
                .define("items", items)
                .define("id", id)
                .define("created_at", createdAt)
                .define("deliveries", deliveries)
                .define("attempts", attempts);
    }

    /** Of a channel in the table that says which channels are off. */
    String channelKey(String name) {
        return switch (this) {
            case ALERTS -> name;
            case PUSHES -> "relay:" + name;
        };
    }

    /** What a receiver is called in logs and metrics, and on the terminal. */
    public String label() {
        return switch (this) {
            case ALERTS -> "channel";
            case PUSHES -> "relay";
        };
    }

    String metric() {
        return switch (this) {
            case ALERTS -> "catwalk.alert.delivery";
            case PUSHES -> "catwalk.relay.delivery";
        };
    }

    /** What is delivered, in words. */
    public String plural() {
        return switch (this) {
            case ALERTS -> "alerts";
            case PUSHES -> "pushes";
        };
    }

    /** One of what is delivered, in a word. */
    public String singular() {
        return switch (this) {
            case ALERTS -> "alert";
            case PUSHES -> "push";
        };
    }

    /** The command for this kind. */
    public String command() {
        return switch (this) {
            case ALERTS -> "alerts";
            case PUSHES -> "relays";
        };
    }

    /** The command that tries a channel. */
    public String testCommand(String channel) {
        return "catwalk " + command() + " test " + channel;
    }

    /** The command that gives another life to what is dead on a channel. */
    public String redriveCommand(String channel) {
        return "catwalk " + command() + " redrive --" + label() + " " + channel;
    }
}
