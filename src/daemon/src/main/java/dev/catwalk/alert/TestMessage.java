package dev.catwalk.alert;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.delivery.SendResult;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A message that shows that the channel works. It is not stored in the outbox. */
@Singleton
public class TestMessage {
    /** As the webhook's receiver sees it; never one of {@code catwalk.alert.types}. */
    static final String TYPE = "catwalk.test";

    private final List<Receiver> receivers;
    private final NoticeWriter writer;
    private final ObjectMapper mapper;
    private final Words words;
    private final Clock clock;

    TestMessage(
            @All List<Receiver> receivers, NoticeWriter writer, ObjectMapper mapper, AlertConfig config, Clock clock) {
        this.receivers = receivers;
        this.writer = writer;
        this.mapper = mapper;
        this.words = Words.in(config.language());
        this.clock = clock;
    }

    /** Sends it now. The channel must be configured; one that is off for a 410 gets it all the same. */
    public SendResult send(Channel channel) throws InterruptedException {
        Receiver receiver = receivers.stream()
                .filter(r -> r.channel() == channel)
                .findFirst()
                .orElseThrow();
        DueAlert message = message();
        return switch (receiver) {
            case SingleReceiver single -> single.send(message);
            case GroupReceiver group -> group.send(writer.notice(List.of(message), 0));
        };
    }

    private DueAlert message() {
        Instant now = clock.instant();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("errcode", null);
        data.put("reason", words.say(Phrase.of("test")));
        data.put("severity", "info");
        data.put("advice", words.advice(TYPE));
        return new DueAlert(UUID.randomUUID().toString(), TYPE, now, mapper.valueToTree(data));
    }
}
