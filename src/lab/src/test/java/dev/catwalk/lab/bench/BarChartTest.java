package dev.catwalk.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.lab.bench.BarChart.Bar;
import dev.catwalk.lab.bench.BarChart.Panel;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The picture as a browser would read it. */
class BarChartTest {
    private static List<Element> elements(BarChart chart, String name) throws Exception {
        NodeList found = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static BarChart chart(Bar... bars) {
        return new BarChart("t", "s", List.of(new Panel("p", "u", List.of(bars))));
    }

    @Test
    void barsAreAsLongAsTheirPartsBesideTheLongest() throws Exception {
        // when
        List<Element> bars = elements(chart(Bar.of("a", "red", 3.0, 1.0), Bar.of("b", "blue", 2.0)), "rect").stream()
                .skip(1)
                .toList();
        // then
        assertThat(bars).extracting(bar -> bar.getAttribute("width")).containsExactly("375.0", "125.0", "250.0");
        assertThat(bars.get(1).getAttribute("x")).isEqualTo("645.0");
        assertThat(bars.get(0).getAttribute("y")).isEqualTo(bars.get(1).getAttribute("y"));
    }

    @Test
    void textMayHoldWhatXmlReserves() throws Exception {
        assertThat(elements(chart(Bar.of("a < b & c", "red", 0.0)), "text"))
                .extracting(Element::getTextContent)
                .contains("a < b & c");
    }
}
