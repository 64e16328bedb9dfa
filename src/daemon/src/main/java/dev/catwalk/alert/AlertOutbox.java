package dev.catwalk.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.Columns;
import dev.catwalk.delivery.CommitListener;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Writes alerts, with one row for each channel that is configured now and wants the type. */
@Singleton
public class AlertOutbox {
    private final AlertRow.Rows rows;
    private final Jdbi jdbi;
    private final ObjectMapper mapper;
    private final AlertConfig config;
    private final Clock clock;
    private final List<Channel> channels;
    private final Words words;
    private final ConsoleAddress console;

    AlertOutbox(
            AlertRow.Rows rows,
            Jdbi jdbi,
            ObjectMapper mapper,
            AlertConfig config,
            ConsoleAddress console,
            Clock clock) {
        this.rows = rows;
        this.jdbi = jdbi;
        this.mapper = mapper;
        this.config = config;
        this.console = console;
        this.clock = clock;
        this.channels = Channel.configured(config);
        this.words = Words.in(config.language());
    }

    // Numbered in the order of the arrays: of alerts raised together, the first is sent first.
    private static final String INSERT = """
            insert into app.alert (type, component_appid, merchant_id, change_id, raised_at, data)
            select type, component, merchant_id, change_id, :raisedAt,
              data::jsonb || case when merchant_id is null then '{}' else jsonb_build_object('tags', merchant.tags) end
            from unnest(:types, :components, :merchants, :changes, :data)
              with ordinality as raised (type, component, merchant_id, change_id, data, place)
            left join app.merchant using (merchant_id)
            order by place
            returning alert_id, type
            """;

    private static final String INSERT_DELIVERIES = """
            insert into app.alert_delivery (alert_id, channel, next_attempt_at)
            select alert_id, channel, :raisedAt from unnest(:alerts) alert_id cross join unnest(:channels) channel
            """;

    private static final String INSERT_RECORDED_ONLY = """
            insert into app.alert_recorded (alert_id)
            select alert_id from unnest(:alerts) as raised (alert_id)
            where not exists (select from app.alert_delivery delivery where delivery.alert_id = raised.alert_id)
            """;

    /** Raises an alert in the transaction of the change that it reports: both exist, or neither. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void raise(Alert alert) {
        raise(List.of(alert));
    }

    /** Raises alerts in the transaction of the changes that they report. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void raise(List<Alert> alerts) {
        if (alerts.isEmpty()) {
            return;
        }
        Instant raisedAt = clock.instant();
        jdbi.useHandle(handle -> {
            Map<Boolean, List<Long>> ids = insert(handle, alerts, raisedAt);
            insertDeliveries(handle, ids.get(true), raisedAt);
            insertRecordedOnly(handle, ids.get(false));
        });
    }

    private static final String INSERT_DELIVERIES_TO_CHANNELS_OF = """
            insert into app.alert_delivery (alert_id, channel, next_attempt_at)
            select distinct news.alert_id, earlier.channel, cast(:raisedAt as timestamptz)
            from app.alert news
            join app.alert ended using (merchant_id)
            join app.alert_delivery earlier on earlier.alert_id = ended.alert_id
            where news.alert_id = any(:alerts) and ended.alert_id = any(:ended)
              and earlier.state in ('pending', 'delivered') and earlier.channel = any(:channels)
            """;

    /**
     * Raises alerts about the end of earlier ones, for the channels that sent those.
     *
     * @param alerts one for each merchant
     * @param ended the earlier ones
     */
    @Transactional(Transactional.TxType.MANDATORY)
    void raiseForChannelsOf(List<Alert> alerts, List<Long> ended) {
        Instant raisedAt = clock.instant();
        jdbi.useHandle(handle -> {
            Map<Boolean, List<Long>> ids = insert(handle, alerts, raisedAt);
            handle.createUpdate(INSERT_DELIVERIES_TO_CHANNELS_OF)
                    .bind("raisedAt", raisedAt)
                    .bindArray("alerts", Long.class, ids.get(true))
                    .bindArray("ended", Long.class, ended)
                    .bindArray("channels", String.class, codes())
                    .execute();
            // Also those that only channels reported which are not configured any more.
            insertRecordedOnly(
                    handle, ids.values().stream().flatMap(List::stream).toList());
            handle.execute(CommitListener.NOTIFY);
        });
    }

    /** @return their ids, by whether any channel sends them */
    private Map<Boolean, List<Long>> insert(Handle handle, List<Alert> alerts, Instant raisedAt) {
        return Columns.of(handle.createQuery(INSERT).bind("raisedAt", raisedAt), alerts)
                .bind("types", String.class, alert -> alert.type().wireName())
                .bind("components", String.class, alert -> alert.component().value())
                .bind("merchants", Long.class, alert -> alert.merchant()
                        .map(MerchantRef::id)
                        .orElse(null))
                .bind("changes", Long.class, alert -> alert.changeId().orElse(null))
                .bind("data", String.class, this::json)
                .statement()
                .map((row, context) -> Map.entry(row.getLong("alert_id"), isSent(row.getString("type"))))
                .collect(Collectors.partitioningBy(
                        Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    }

    private void insertDeliveries(Handle handle, List<Long> alertIds, Instant raisedAt) {
        if (alertIds.isEmpty()) {
            return;
        }
        handle.createUpdate(INSERT_DELIVERIES)
                .bind("raisedAt", raisedAt)
                .bindArray("alerts", Long.class, alertIds)
                .bindArray("channels", String.class, codes())
                .execute();
        handle.execute(CommitListener.NOTIFY);
    }

    private static void insertRecordedOnly(Handle handle, List<Long> alertIds) {
        if (!alertIds.isEmpty()) {
            handle.createUpdate(INSERT_RECORDED_ONLY)
                    .bindArray("alerts", Long.class, alertIds)
                    .execute();
        }
    }

    private List<String> codes() {
        return channels.stream().map(Channel::code).toList();
    }

    /** Whether a channel is configured and the type is one that is sent. */
    public boolean isSent(AlertType type) {
        return isSent(type.wireName());
    }

    private boolean isSent(String type) {
        return !channels.isEmpty() && config.types().contains(type);
    }

    // A push and a page may find the same loss in the same moment: the one that comes second waits for the first, and
    // then sees its alert. By a row that both write afterwards, and not by an advisory lock, which every reader of the
    // reports could take, too.
    private static final String LOCK = "select merchant_id from app.merchant_visit where merchant_id = ? for update";

    /**
     * Raises an alert about a merchant unless the same was raised since then and has not ended.
     *
     * @param since when it was in order last
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void raiseUnlessRaisedSince(Instant since, Alert alert) {
        long merchantId = alert.merchant().orElseThrow().id();
        String type = alert.type().wireName();
        jdbi.useHandle(handle -> handle.execute(LOCK, merchantId));
        boolean raised = rows.count(
                        "merchantId = ?1 and type = ?2 and raisedAt >= ?3 and endedAt is null", merchantId, type, since)
                > 0;
        if (!raised) {
            raise(alert);
        }
    }

    private String json(Alert alert) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("component_appid", alert.component().value());
        alert.merchant()
                .ifPresent(
                        merchant -> data.put("merchant_appid", merchant.appid().value()));
        data.putAll(alert.data());
        data.computeIfPresent("reason", (_, reason) -> words.say(reason));
        // As text: receivers in languages whose numbers are doubles would lose digits.
        alert.changeId().ifPresent(changeId -> data.put("change_id", changeId.toString()));
        Object problem = data.get("problem_id");
        if (problem != null) {
            console.ofProblem(problem.toString()).ifPresent(url -> data.put("problem_url", url));
        }
        data.putIfAbsent("severity", alert.type().severity());
        data.put("advice", alert.type().advice(config.language()));
        try {
            return mapper.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alert of type " + alert.type() + " could not be written as JSON", e);
        }
    }
}
