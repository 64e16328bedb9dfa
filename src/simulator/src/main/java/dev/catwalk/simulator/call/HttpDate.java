package dev.catwalk.simulator.call;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date header, written once a second and not for each of thousands of answers. Thread-safe. */
final class HttpDate {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private volatile Written last = new Written(Long.MIN_VALUE, "");

    private record Written(long second, String text) {}

    String at(Instant now) {
        Written written = last;
        if (written.second() != now.getEpochSecond()) {
            written = new Written(now.getEpochSecond(), FORMAT.format(now.atOffset(ZoneOffset.UTC)));
            last = written;
        }
        return written.text();
    }
}
