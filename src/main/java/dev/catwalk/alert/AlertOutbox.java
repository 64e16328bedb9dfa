package dev.catwalk.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.platform.MerchantRef;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** Writes alerts, with one row for each channel that is configured now and wants the type. */
@Singleton
public class AlertOutbox {
    private final Jdbi jdbi;
    private final ObjectMapper mapper;
    private final AlertConfig config;
    private final Clock clock;
    private final List<Channel> channels;

    AlertOutbox(Jdbi jdbi, ObjectMapper mapper, AlertConfig config, Clock clock) {
        this.jdbi = jdbi;
        this.mapper = mapper;
        this.config = config;
        this.clock = clock;
        this.channels = Channel.configured(config);
    }

    private static final String INSERT = """
            insert into app.alert (type, component_appid, merchant_id, change_id, raised_at, data)
            values (:type, :component, :merchant, :change, :raisedAt, cast(:data as jsonb))
            returning alert_id
            """;

    private static final String INSERT_DELIVERIES = """
            insert into app.alert_delivery (alert_id, channel, next_attempt_at)
            select :alert, channel, :raisedAt from unnest(:channels) channel
            """;

    private static final String INSERT_UNTOLD = "insert into app.alert_untold (alert_id) values (:alert)";

    /** Raises an alert in the transaction of the change it tells of: both exist, or neither. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void raise(Alert alert) {
        Instant raisedAt = clock.instant();
        jdbi.useHandle(handle -> {
            long alertId = handle.createQuery(INSERT)
                    .bind("type", alert.type().wireName())
                    .bind("component", alert.component().value())
                    .bind("merchant", alert.merchant().map(MerchantRef::id).orElse(null))
                    .bind("change", alert.changeId().orElse(null))
                    .bind("raisedAt", raisedAt)
                    .bind("data", json(alert))
                    .mapTo(Long.class)
                    .one();
            if (isSent(alert.type())) {
                handle.createUpdate(INSERT_DELIVERIES)
                        .bind("alert", alertId)
                        .bind("raisedAt", raisedAt)
                        .bindArray(
                                "channels",
                                String.class,
                                channels.stream().map(Channel::sql).toList())
                        .execute();
                handle.execute(CommitListener.NOTIFY);
            } else {
                handle.createUpdate(INSERT_UNTOLD).bind("alert", alertId).execute();
            }
        });
    }

    /** Whether anybody would be told: by some channel, and of this type. */
    public boolean isSent(AlertType type) {
        return !channels.isEmpty() && config.types().contains(type.wireName());
    }

    private static final String TOLD = """
            select exists (
              select from app.alert where merchant_id = :merchant and type = :type and raised_at >= :since)
            """;

    /**
     * Raises an alert about a merchant unless people were told of the same since then.
     *
     * @param since when it was in order last
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void raiseUnlessToldSince(Instant since, Alert alert) {
        boolean told = jdbi.withHandle(handle -> handle.createQuery(TOLD)
                .bind("merchant", alert.merchant().orElseThrow().id())
                .bind("type", alert.type().wireName())
                .bind("since", since)
                .mapTo(Boolean.class)
                .one());
        if (!told) {
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
        // As text: receivers in languages whose numbers are doubles would lose digits.
        alert.changeId().ifPresent(changeId -> data.put("change_id", changeId.toString()));
        data.put("advice", alert.type().advice(config.language()));
        try {
            return mapper.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alert of type " + alert.type() + " could not be written as JSON", e);
        }
    }
}
