package dev.catwalk.cli.merchants;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.PublishTestAccounts;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.merchant.Tags;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Merchants of another system, one JSON object a line. Of all lines that were read only the appids are remembered, as numbers. No
 * error repeats a value, because a secret may be in the wrong place.
 */
final class ImportFile {
    /** Ten tags with all their characters are 13 KB. */
    private static final int LONGEST_LINE = 64 * 1024;

    /** What is remembered of them takes about 100 MB. */
    private static final int MOST_MERCHANTS = 2_000_000;

    private static final String COMPONENT = "component_appid";
    private static final String MERCHANT = "merchant_appid";
    private static final String REFRESH_TOKEN = "refresh_token";
    private static final String TAGS = "tags";
    private static final Set<String> FIELDS = Set.of(COMPONENT, MERCHANT, REFRESH_TOKEN, TAGS);

    private static final Pattern FIELD_NAME = Pattern.compile("\\w{1,40}");

    /** The platform advises to reserve 512 characters. Without quotation marks, in which a cache may keep them. */
    private static final Pattern TOKEN = Pattern.compile("[!-~&&[^\"';]]{1,512}");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final InputStream in;
    private final Map<ComponentAppId, Set<Long>> seen = new HashMap<>();
    private int merchants;
    private long number;

    ImportFile(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * A line that is not blank.
     *
     * @param number from 1 on
     * @param entry null when the line is wrong
     * @param error null when it is not
     */
    record Line(long number, Entry entry, String error) {}

    /** What a line says. */
    record Entry(
            long line,
            ComponentAppId component,
            MerchantAppId merchant,
            Optional<RefreshToken> refreshToken,
            Tags tags) {}

    /** Empty at the end of the file. */
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int length = 0;
        while (true) {
            int character = in.read();
            if (character >= 0 && character != '\n') {
                if (++length <= LONGEST_LINE) {
                    line.write(character);
                }
                continue;
            }
            number++;
            if (length > LONGEST_LINE) {
                return Optional.of(new Line(number, null, "is longer than " + LONGEST_LINE + " bytes"));
            }
            if (!isBlank(line)) {
                return Optional.of(line(line.toByteArray()));
            }
            if (character < 0) {
                return Optional.empty();
            }
            line.reset();
            length = 0;
        }
    }

    private static boolean isBlank(ByteArrayOutputStream line) {
        for (byte character : line.toByteArray()) {
            if (character > ' ' || character < 0) {
                return false;
            }
        }
        return true;
    }

    private Line line(byte[] json) throws IOException {
        try {
            return new Line(number, entry(JSON.readTree(json)), null);
        } catch (JsonProcessingException e) {
            return new Line(
                    number,
                    null,
                    "is no JSON object in UTF-8, or names a field twice, at column "
                            + e.getLocation().getColumnNr());
        } catch (IllegalArgumentException e) {
            return new Line(number, null, e.getMessage());
        }
    }

    private Entry entry(JsonNode line) {
        if (!line.isObject()) {
            throw new IllegalArgumentException("is no JSON object");
        }
        line.fieldNames().forEachRemaining(ImportFile::requireField);
        ComponentAppId component = new ComponentAppId(appid(line, COMPONENT));
        MerchantAppId merchant = new MerchantAppId(appid(line, MERCHANT));
        if (merchant.value().equals(component.value())) {
            throw new IllegalArgumentException(MERCHANT + " is the component's");
        }
        if (PublishTestAccounts.contains(merchant)) {
            throw new IllegalArgumentException(
                    "merchant " + merchant + " is an account of the platform's publish test, and never a merchant");
        }
        Entry entry = new Entry(number, component, merchant, refreshToken(line), tags(line));
        requireNew(component, merchant);
        return entry;
    }

    private static void requireField(String name) {
        if (!FIELDS.contains(name)) {
            throw new IllegalArgumentException(
                    "there is no field " + (FIELD_NAME.matcher(name).matches() ? name : "of that name")
                            + "; there are component_appid, merchant_appid, refresh_token, tags");
        }
    }

    private static String appid(JsonNode line, String field) {
        JsonNode appid = line.path(field);
        if (!appid.isTextual()
                || !ComponentAppId.FORM.matcher(appid.textValue()).matches()) {
            throw new IllegalArgumentException(field + " has to be wx and 16 hexadecimal digits");
        }
        return appid.textValue();
    }

    /** Systems without a token for a merchant may write null or nothing between the quotation marks. */
    private static Optional<RefreshToken> refreshToken(JsonNode line) {
        JsonNode token = line.path(REFRESH_TOKEN);
        if (token.isMissingNode()
                || token.isNull()
                || token.isTextual() && token.textValue().isEmpty()) {
            return Optional.empty();
        }
        if (!token.isTextual() || !TOKEN.matcher(token.textValue()).matches()) {
            throw new IllegalArgumentException(REFRESH_TOKEN
                    + " has to be one word of up to 512 characters, without quotation marks or what PHP writes around it;"
                    + " leave it out where there is none");
        }
        return Optional.of(new RefreshToken(token.textValue()));
    }

    private static Tags tags(JsonNode line) {
        JsonNode tags = line.path(TAGS);
        if (tags.isMissingNode() || tags.isNull()) {
            return Tags.NONE;
        }
        Map<String, String> values = new HashMap<>();
        tags.properties().forEach(tag -> values.put(tag.getKey(), tag.getValue().textValue()));
        if (!tags.isObject() || values.containsValue(null)) {
            throw new IllegalArgumentException(TAGS + " has to be an object of texts, such as {\"owner\":\"li\"}");
        }
        return new Tags(values);
    }

    private void requireNew(ComponentAppId component, MerchantAppId merchant) {
        // The form of an appid: 64 bits.
        long digits = Long.parseUnsignedLong(merchant.value().substring(2), 16);
        if (!seen.computeIfAbsent(component, _ -> new HashSet<>()).add(digits)) {
            throw new IllegalArgumentException("names merchant " + merchant + " of component " + component
                    + " again; the first line that did counts");
        }
        if (++merchants > MOST_MERCHANTS) {
            throw new IllegalArgumentException(
                    "is left out: a file may name " + MOST_MERCHANTS + " merchants; import the rest as another file");
        }
    }
}
