package dev.catwalk.simulator.push;

import java.util.Map;

/** The XML of pushes, inside and outside the encryption (protocol page §1.2 and §2). */
final class PushXmlWriter {
    private PushXmlWriter() {}

    /**
     * @param spaces put before the end, as white space varies on the real platform; it is what varies the padding
     */
    static String document(Map<String, ?> fields, int spaces) {
        StringBuilder xml = new StringBuilder("<xml>");
        fields.forEach((name, value) -> element(xml, name, value).append('\n'));
        return xml.append(" ".repeat(spaces)).append("</xml>").toString();
    }

    /**
     * @param receiver AppId on the authorization-event URL, ToUserName on the message URL
     */
    static String envelope(String receiver, String id, String encrypted) {
        StringBuilder xml = new StringBuilder("<xml>\n    ");
        element(xml, receiver, id).append("\n    ");
        return element(xml, "Encrypt", encrypted).append("\n</xml>").toString();
    }

    /** Numbers are bare, text is in CDATA. */
    private static StringBuilder element(StringBuilder xml, String name, Object value) {
        xml.append('<').append(name).append('>');
        if (value instanceof Number) {
            xml.append(value);
        } else {
            xml.append("<![CDATA[")
                    .append(value.toString().replace("]]>", "]]]]><![CDATA[>"))
                    .append("]]>");
        }
        return xml.append("</").append(name).append('>');
    }
}
