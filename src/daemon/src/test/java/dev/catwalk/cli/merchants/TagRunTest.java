package dev.catwalk.cli.merchants;

import static dev.catwalk.testing.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.Outbox;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.launch.WrongRequestException;
import dev.catwalk.merchant.Tags;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Ran;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSchema;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class TagRunTest {
    @Inject
    Worker worker;

    @Inject
    Receivers receivers;

    @Inject
    Outbox outbox;

    @Inject
    TagRun tag;

    @TempDir
    Path folder;

    private List<SimulatedMerchant> merchants;

    @BeforeEach
    void begin() {
        receivers.reset();
        outbox.register();
        merchants = worker.beginKnowing(SimulatorOptions.builder().merchants(3).mix(MerchantMix.PLAIN))
                .component()
                .merchants(0, 3);
    }

    @Test
    void tagsAreAddedReplacedAndRemovedAndOthersStay() throws Exception {
        // given
        tag("owner=li", "region=south");

        // when
        Ran ran = run(() -> tag.tag(appid(0), null, Tags.parse(List.of("owner=王", "shop=7")), Set.of("region")));

        // then
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().lines()).containsExactly("owner=王", "shop=7");
        assertThat(tags(0)).isEqualTo("{\"shop\": \"7\", \"owner\": \"王\"}");
        assertThat(tags(1)).isEqualTo("{}");
    }

    @Test
    void anEleventhTagIsRefusedAndTheTenStay() throws Exception {
        // given
        tag(IntStream.range(0, 10).mapToObj(i -> "k" + i + "=v").toArray(String[]::new));
        String before = tags(0);

        // when
        Ran ran = run(() -> tag.tag(appid(0), null, Tags.parse(List.of("eleventh=v")), Set.of()));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("up to 10 tags", "11");
        assertThat(tags(0)).isEqualTo(before);
    }

    @Test
    void aFileTagsManyAndNamesTheLinesThatAreWrong() throws Exception {
        // when
        Ran ran = tagAll(
                "\uFEFFmerchant_appid,owner,region",
                appid(0) + ",\"Li, Wei\",south",
                "wx0000000000000000,wang,south",
                appid(1) + ",wang,",
                appid(1) + ",wang",
                "",
                appid(1) + ",,north",
                "nonsense,li,south",
                appid(2) + ",\"two",
                "lines\",south",
                appid(2) + ",zhao,east");

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out().strip()).isEqualTo("4 merchants tagged, 4 lines left out");
        assertThat(ran.err().lines())
                .containsExactlyInAnyOrder(
                        "catwalk: line 3: merchant wx0000000000000000 is not known",
                        "catwalk: line 5: there are 2 cells, and line 1 names 3 columns",
                        "catwalk: line 8: merchant_appid has to be wx and 16 hexadecimal digits",
                        "catwalk: line 9: the value of tag 'owner' has to be 1 to 256 characters of one line, without"
                                + " spaces around them");
        assertThat(tags(0)).isEqualTo("{\"owner\": \"Li, Wei\", \"region\": \"south\"}");
        assertThat(tags(1)).isEqualTo("{\"owner\": \"wang\", \"region\": \"north\"}");
        assertThat(tags(2)).isEqualTo("{\"owner\": \"zhao\", \"region\": \"east\"}");
    }

    @Test
    void aFileOfManyPagesIsReadToItsEndAndTheLastLineCounts() throws Exception {
        // when
        Ran ran = tagAll(IntStream.range(0, 1201)
                .mapToObj(
                        i -> i == 0 ? "component_appid,merchant_appid,n" : Worker.COMPONENT + "," + appid(0) + "," + i)
                .toArray(String[]::new));

        // then
        assertThat(ran.out().strip()).isEqualTo("1200 merchants tagged, 0 lines left out");
        assertThat(tags(0)).isEqualTo("{\"n\": \"1200\"}");
    }

    @Test
    void whenItIsToStopItDoesSoAfterAPageAndNamesTheNextLine() throws Exception {
        // given
        Path file = file(IntStream.range(0, 1201)
                .mapToObj(i -> i == 0 ? "merchant_appid,n" : appid(0) + "," + i)
                .toArray(String[]::new));
        Iterator<Boolean> stop = List.of(false, true).iterator();

        // when
        Ran ran = run(() -> tag.tagAll(file.toString(), stop::next));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out().strip()).isEqualTo("500 merchants tagged, 0 lines left out");
        assertThat(ran.err().strip()).isEqualTo("Stopped before line 502; run it again for the rest.");
        assertThat(tags(0)).isEqualTo("{\"n\": \"500\"}");
    }

    @Test
    void aQuotationMarkThatNothingClosesIsFoundBeforeMemoryIsFull() throws Exception {
        // when
        Ran ran = tagAll("merchant_appid,owner", appid(0) + ",li", appid(1) + ",\"wang", "x".repeat(20_000_000));

        // then
        assertThat(ran.out().strip()).isEqualTo("1 merchants tagged, 1 lines left out");
        assertThat(ran.err())
                .startsWith("catwalk: line 3: this is no CSV in UTF-8")
                .hasSizeLessThan(500);
    }

    @Test
    void anotherCharacterSetIsRefusedByLine() throws Exception {
        // given
        Path file = folder.resolve("tags.csv");
        Files.writeString(file, "merchant_appid,owner\n" + appid(0) + ",李伟\n", Charset.forName("GBK"));

        // when
        Ran ran = run(() -> tag.tagAll(file.toString(), () -> false));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).startsWith("catwalk: line 2: this is no CSV in UTF-8");
        assertThat(tags(0)).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "owner,region", "merchant_appid,owner,owner", "merchant_appid,o=w", "merchant_appid,"})
    void aFirstLineThatDoesNotNameTheColumnsStopsTheCommand(String header) throws Exception {
        // when
        Path file = file(header, appid(0) + ",li,south");

        // then
        assertThatThrownBy(() -> tag.tagAll(file.toString(), () -> false))
                .isInstanceOf(WrongRequestException.class)
                .hasMessageStartingWith("line 1");
        assertThat(tags(0)).isEqualTo("{}");
    }

    @Test
    void theWebhookCarriesTheTags() throws Exception {
        // given
        tag("owner=li");
        merchants.getFirst().put(SimulatedCategory.rejected(8, 39, "资质不符"));

        // when
        worker.walk(merchants.getFirst());
        outbox.deliver(Channel.WEBHOOK);

        // then
        List<String> bodies = receivers.received(Channel.WEBHOOK).stream()
                .map(Receivers.Received::body)
                .toList();
        WebhookSchema.assertHolds(bodies);
        assertThat(bodies)
                .filteredOn(body -> body.contains(appid(0).value()))
                .isNotEmpty()
                .allSatisfy(body -> assertThat(body).contains("\"tags\":{\"owner\":\"li\"}"));
    }

    private void tag(String... texts) throws Exception {
        run(() -> tag.tag(appid(0), null, Tags.parse(List.of(texts)), Set.of()));
    }

    private Ran tagAll(String... lines) throws Exception {
        Path file = file(lines);
        return run(() -> tag.tagAll(file.toString(), () -> false));
    }

    private Path file(String... lines) throws Exception {
        return Files.write(
                folder.resolve("tags.csv"),
                List.of(lines).stream().collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8));
    }

    private MerchantAppId appid(int index) {
        return new MerchantAppId(merchants.get(index).appid());
    }

    private String tags(int index) {
        return worker.value(
                        "select tags::text from reporting.merchant_coverage where merchant_appid = ?",
                        appid(index).value())
                .toString();
    }
}
