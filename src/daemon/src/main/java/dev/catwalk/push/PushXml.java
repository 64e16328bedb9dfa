package dev.catwalk.push;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The direct children of a push document that hold text, by their exact names: {@code AppId} (the component) and
 * {@code appid} (a merchant) stand side by side in some. Whether text is CDATA makes no difference. Deeper elements are
 * passed over; of two with one name the first counts.
 *
 * <p>Reads what strangers send, so a document with a DTD, with entities of its own, nested deeper than {@value #DEPTH_LIMIT}
 * or not UTF-8 is no document. Its length is bounded by the HTTP server. Never prints what it holds.
 */
final class PushXml {
    /** Four times what any push of the platform has. */
    static final int DEPTH_LIMIT = 16;

    private final Map<String, String> texts;

    private PushXml(Map<String, String> texts) {
        this.texts = texts;
    }

    static Optional<PushXml> read(byte[] document) {
        try {
            // Decoded here and strictly, because the parser would believe any encoding the document claims to have.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            return read(parser().createXMLStreamReader(new StringReader(text)));
        } catch (CharacterCodingException | XMLStreamException | RuntimeException e) {
            // Unchecked ones included: a parser's bug that only hostile input finds must end as "no document", too.
            return Optional.empty();
        }
    }

    /** The text of a direct child; empty when there is none or it is blank. */
    Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name)).filter(text -> !text.isBlank());
    }

    private static Optional<PushXml> read(XMLStreamReader xml) throws XMLStreamException {
        Map<String, String> texts = new HashMap<>();
        StringBuilder text = new StringBuilder();
        int depth = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    text.setLength(0);
                    if (depth > DEPTH_LIMIT) {
                        return Optional.empty();
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == 2) {
                        texts.putIfAbsent(xml.getLocalName(), text.toString());
                    }
                    depth--;
                    text.setLength(0);
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return Optional.empty();
                }
                default -> {}
            }
        }
        return Optional.of(new PushXml(texts));
    }

    /** The JDK's own parser, whatever else is on the class path; one per document, as factories are not thread-safe. */
    private static XMLInputFactory parser() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }
}
