package dev.catwalk.platform;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The direct children of a push document that hold text, by their exact names: {@code AppId} (the component) and
 * {@code appid} (a merchant) are both present in some. Whether text is CDATA makes no difference. Deeper elements are
 * passed over; of two with one name the first counts.
 *
 * <p>Total: whatever the bytes are, there is an answer, and where they stop being XML it ends with the children read until
 * then. The platform hands on what merchants and their customers typed, raw control characters and halves of characters
 * included (WeRoBot#420), and an error there must not cost the rest of the document. Neither a DTD nor an entity of its own
 * is ever expanded. The length is bounded by the HTTP server. Never prints what it holds.
 */
public final class PushXml {
    /** The parser ignores line feeds and blanks around a document only without the declaration that may begin it. */
    private static final Pattern BEGINNING = Pattern.compile("\\A[\\s\uFEFF]*(<\\?xml\\s[^>]*>)?\\s*");

    /** What XML 1.0 has no way to hold, raw or as a reference to the character's number. */
    private static final Pattern IMPOSSIBLE =
            Pattern.compile("[^\\t\\n\\r\\x20-\uD7FF\uE000-\uFFFD\\x{10000}-\\x{10FFFF}]|&#[xX]?[0-9a-fA-F]{0,32};");

    private static final String REPLACEMENT = "\uFFFD";

    private final Map<String, String> texts = new HashMap<>();

    private PushXml() {}

    public static PushXml read(byte[] document) {
        PushXml xml = new PushXml();
        try {
            // Decoded here, because the parser would believe any encoding the document claims to have.
            xml.read(parser().createXMLStreamReader(new StringReader(readable(document))));
        } catch (XMLStreamException | RuntimeException e) {
            // Unchecked ones included: a parser's bug that only hostile input finds ends the document, too.
        }
        return xml;
    }

    private static String readable(byte[] document) {
        String text =
                BEGINNING.matcher(new String(document, StandardCharsets.UTF_8)).replaceFirst("");
        return IMPOSSIBLE.matcher(text).replaceAll(found -> isPossible(found.group()) ? "$0" : REPLACEMENT);
    }

    /** Whether this is a reference by number, and the number is a character's. */
    private static boolean isPossible(String found) {
        if (!found.startsWith("&#")) {
            return false;
        }
        try {
            int code = found.charAt(2) == 'x'
                    ? Integer.parseInt(found, 3, found.length() - 1, 16)
                    : Integer.parseInt(found, 2, found.length() - 1, 10);
            return !IMPOSSIBLE.matcher(Character.toString(code)).matches();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The text of a direct child; empty when there is none or it is blank. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name)).filter(text -> !text.isBlank());
    }

    private void read(XMLStreamReader xml) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == 2) {
                        texts.putIfAbsent(xml.getLocalName(), text.toString());
                    }
                    depth--;
                    text.setLength(0);
                }
                default -> {}
            }
        }
    }

    /** The JDK's own parser, whatever else is on the class path; one per document, as factories are not thread-safe. */
    private static XMLInputFactory parser() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        // A prefix that is declared nowhere is part of a name.
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }
}
