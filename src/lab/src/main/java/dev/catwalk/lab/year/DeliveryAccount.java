package dev.catwalk.lab.year;

import dev.catwalk.lab.year.AlertReceiver.Message;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Each alert that was raised while there is a channel reaches its receiver, once, signed and in time, and nothing else does. */
final class DeliveryAccount {
    /** Longer than the pause between the last two attempts to deliver. */
    private static final Duration LONGEST_DELIVERY = Duration.ofHours(30);

    private static final Duration TO_DELIVER = Duration.ofMinutes(20);

    /** Of the receiver, and the pause after it. */
    private static final Duration LONGEST_OUTAGE = Duration.ofHours(90);

    /** Of the database and the year, either way. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(4);

    private static final Set<String> SENT = Set.of("pending", "delivered", "dead");

    private final Scene scene;
    private final Excuses excuses;
    private long lastAlert;
    private long alertAtBackup;
    private Instant deliveredUntil = Instant.EPOCH;

    DeliveryAccount(Scene scene, Excuses excuses) {
        this.scene = scene;
        this.excuses = excuses;
    }

    void backUp() {
        alertAtBackup = lastAlert;
    }

    /** What arrived may have been forgotten. */
    void restore() {
        lastAlert = alertAtBackup;
        scene.receiver().news();
    }

    void judge(Instant now, List<String> wrong) {
        judgeRows(wrong);
        judgeMessages(now, wrong);
        judgeDelivered(now, wrong);
        judgeLate(now, wrong);
    }

    private static final String ROWS = """
            select alert_id, type, raised_at, coalesce(channel, 'no channel'), state from reporting.alert
            where alert_id > ? order by alert_id
            """;

    private record Row(long alertId, String type, Instant raisedAt, String channel, String state) {}

    private void judgeRows(List<String> wrong) {
        List<Row> rows = scene.database()
                .handle()
                .select(ROWS, lastAlert)
                .map((row, _) -> new Row(
                        row.getLong(1),
                        row.getString(2),
                        row.getTimestamp(3).toInstant(),
                        row.getString(4),
                        row.getString(5)))
                .list();
        Set<Long> seen = new HashSet<>();
        for (Row row : rows) {
            lastAlert = row.alertId();
            boolean isSent = row.channel().equals("webhook") && SENT.contains(row.state());
            boolean isRecorded = row.state().equals("recorded") && excuses.lacksChannel(row.raisedAt());
            if (!isSent && !isRecorded || !seen.add(row.alertId())) {
                wrong.add("not for the one channel that there is: " + row);
            }
        }
    }

    private static final String RAISED = """
            select distinct webhook_id, type, merchant_appid, change_id::text from reporting.alert where webhook_id = any(?)
            """;

    /** What arrived is what was raised, and arrived once. */
    private void judgeMessages(Instant now, List<String> wrong) {
        List<Message> news = scene.receiver().news();
        String[] ids = news.stream().map(Message::webhookId).toArray(String[]::new);
        Map<String, Message> raised = new HashMap<>();
        scene.database()
                .handle()
                .createQuery(RAISED)
                .bind(0, ids)
                .map((row, _) -> message(row))
                .forEach(message -> raised.put(message.webhookId(), message));
        for (Message message : news) {
            if (!message.equals(raised.get(message.webhookId()))) {
                wrong.add("received " + message + " instead of " + raised.get(message.webhookId()));
            }
            if (scene.receiver().timesTaken(message) > 1 && !excuses.mayRepeat(now)) {
                wrong.add("received " + scene.receiver().timesTaken(message) + " times: " + message);
            }
        }
        if (scene.receiver().unsigned() > 0) {
            wrong.add("received without a valid signature: " + scene.receiver().unsigned());
        }
    }

    private static Message message(ResultSet row) throws SQLException {
        return new Message(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
    }

    private static final String DELIVERED = """
            select webhook_id, type, merchant_appid, change_id::text from reporting.alert
            where state = 'delivered' and delivered_at > ?
            """;

    private void judgeDelivered(Instant now, List<String> wrong) {
        scene.database()
                .handle()
                .select(DELIVERED, deliveredUntil)
                .map((row, _) -> message(row))
                .filter(message -> scene.receiver().timesTaken(message) == 0)
                .forEach(message -> wrong.add("counts as delivered and its receiver has not got it: " + message));
        // What is delivered while this runs is judged in the next hour.
        deliveredUntil = now.minus(CLOCKS_DIFFER);
    }

    private static final String LATE = """
            select alert_id || ' ' || type || ' ' || state || ' after ' || attempts || ' attempts, raised at ' || raised_at
            from reporting.alert where state = 'dead' or state = 'pending' and raised_at < ?
            """;

    private void judgeLate(Instant now, List<String> wrong) {
        boolean longUp = scene.receiver()
                .upSince()
                .filter(since -> since.isBefore(now.minus(LONGEST_DELIVERY)))
                .isPresent();
        scene.database()
                .handle()
                .select(LATE, longUp ? now.minus(TO_DELIVER) : now.minus(LONGEST_OUTAGE))
                .mapTo(String.class)
                .forEach(late -> wrong.add("not delivered: " + late));
    }
}
