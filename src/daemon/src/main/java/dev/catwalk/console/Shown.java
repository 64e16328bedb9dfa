package dev.catwalk.console;

import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times and numbers as people read them; {@code s} in the templates. */
public final class Shown {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter FIELD = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");

    private final Words words;
    private final ZoneId zone;
    private final Instant now;

    Shown(Words words, ZoneId zone, Instant now) {
        this.words = words;
        this.zone = zone;
        this.now = now;
    }

    public String zone() {
        return zone.getId();
    }

    /** As PostgreSQL reads it: there the offset of a zone without a name counts to the west, as POSIX has it. */
    String zoneInSql() {
        return zone.normalized() instanceof ZoneOffset offset
                ? "UTC"
                        + ZoneOffset.ofTotalSeconds(-offset.getTotalSeconds())
                                .getId()
                                .replace("Z", "")
                : zone.getId();
    }

    public String time(Instant at) {
        return at == null ? "–" : MINUTE.format(at.atZone(zone));
    }

    public String second(Instant at) {
        return at == null ? "–" : SECOND.format(at.atZone(zone));
    }

    /** When the page was made. */
    public String made() {
        return second(now);
    }

    /** As a field for a date and a time takes it. */
    public String field(Instant at) {
        return FIELD.format(at.atZone(zone));
    }

    /** How long ago, or in how long. */
    public String ago(Instant at) {
        if (at == null) {
            return words.t("never");
        }
        Duration age = Duration.between(at, now);
        return words.t(age.isNegative() ? "ahead" : "ago", span(age.abs()));
    }

    public boolean isAhead(Instant at) {
        return at.isAfter(now);
    }

    public String span(Instant from, Instant to) {
        return from == null ? "–" : span(Duration.between(from, to == null ? now : to));
    }

    private String span(Duration span) {
        if (span.toDays() >= 2) {
            return words.t("days", span.toDays());
        }
        if (span.toHours() >= 2) {
            return words.t("hours", span.toHours());
        }
        if (span.toMinutes() >= 2) {
            return words.t("minutes", span.toMinutes());
        }
        return span.toSeconds() >= 1 ? words.t("seconds", span.toSeconds()) : words.t("no_second");
    }

    public String number(Object number) {
        return number == null
                ? "–"
                : NumberFormat.getIntegerInstance(words.locale()).format(number);
    }

    public String decimal(Object number) {
        NumberFormat format = NumberFormat.getInstance(words.locale());
        format.setMaximumFractionDigits(1);
        return number == null ? "–" : format.format(number);
    }

    /** @param share 0 to 1 */
    public String percent(Object share) {
        return share == null ? "–" : decimal(((Number) share).doubleValue() * 100) + " %";
    }
}
