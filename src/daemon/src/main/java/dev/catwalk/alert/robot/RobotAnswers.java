package dev.catwalk.alert.robot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.delivery.SendResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Reads what became of a message. Robots answer 200 to nearly everything: the code in the body counts, and only 0 means that
 * the group saw the message.
 */
final class RobotAnswers {
    private final ObjectMapper mapper;
    private final List<String> codeNames;
    private final IntFunction<Complaint> complaints;

    /**
     * What a robot's error code means.
     *
     * @param words ours; empty when the meaning is not known
     * @param pause how long it wants no message; zero when it is not about their number
     */
    record Complaint(String words, Duration pause) {
        static Complaint of(String words) {
            return new Complaint(words, Duration.ZERO);
        }

        static Complaint unknown() {
            return of("");
        }
    }

    /** @param codeNames fields that may hold the code; the first one present counts */
    RobotAnswers(ObjectMapper mapper, List<String> codeNames, IntFunction<Complaint> complaints) {
        this.mapper = mapper;
        this.codeNames = codeNames;
        this.complaints = complaints;
    }

    /** @throws IOException when the answer did not come whole */
    SendResult read(DeliveryHttp.Answer answer) throws IOException {
        OptionalInt code = code(answer.body());
        if (code.isPresent() && code.getAsInt() != 0) {
            return refused(code.getAsInt());
        }
        if (answer.status() < 200 || answer.status() > 299) {
            return new SendResult.Refused("the robot answered with status " + answer.status());
        }
        return code.isPresent()
                ? new SendResult.Accepted()
                : new SendResult.Refused("the robot's answer is not JSON with an error code");
    }

    private SendResult refused(int code) {
        Complaint complaint = complaints.apply(code);
        String error = "errcode " + code + (complaint.words().isEmpty() ? "" : ": " + complaint.words());
        return new SendResult.Refused(error, complaint.pause());
    }

    private OptionalInt code(byte[] body) {
        try {
            JsonNode answer = mapper.readTree(body);
            return codeNames.stream()
                    .map(answer::path)
                    .filter(JsonNode::canConvertToInt)
                    .filter(JsonNode::isIntegralNumber)
                    .mapToInt(JsonNode::intValue)
                    .findFirst();
        } catch (IOException notJson) {
            return OptionalInt.empty();
        }
    }
}
