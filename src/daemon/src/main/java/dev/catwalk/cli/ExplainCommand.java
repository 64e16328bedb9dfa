package dev.catwalk.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.cli.MerchantStory.Event;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.launch.ExitCode;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Explains one merchant: its present state, what happens next and when, and what happened so far, the newest"
                    + " first. Reads the database only, so it works while the daemon or the platform is down.",
            "For more than one merchant, query the view reporting.merchant_timeline."
        },
        exitCodeList = {"0:done", "2:wrong configuration or usage; a merchant that is not known"},
        footer = {"  catwalk explain wxaaaaaaaaaaaaaaaa", "  catwalk explain wxaaaaaaaaaaaaaaaa --limit 500 --json"})
public final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MERCHANT_APPID", description = "the merchant")
    private MerchantAppId merchant;

    @Option(
            names = "--component",
            paramLabel = "APPID",
            description = "the component it authorized, when several know the merchant")
    private ComponentAppId component;

    @Mixin
    private Options.Limit limit;

    @Option(names = "--json", description = "as one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        int events = limit.lines();
        return ForegroundCommand.launch(spec, Run.class, run -> run.run(merchant, component, events, json));
    }

    /** One merchant's story on the terminal. */
    @Singleton
    @Unremovable
    static class Run {
        private final KnownMerchants known;
        private final MerchantStory story;

        Run(KnownMerchants known, MerchantStory story) {
            this.known = known;
            this.story = story;
        }

        /**
         * @param component null when the merchant is to be found with any
         * @param limit of the events
         */
        int run(MerchantAppId appid, ComponentAppId component, int limit, boolean json) {
            MerchantRef merchant = known.named(appid, component);
            Map<String, String> standing = story.standing(merchant);
            List<Event> events = story.events(merchant, limit);
            System.out.println(json ? Options.Json.of(new Story(standing, events)) : text(standing, events));
            return ExitCode.DONE;
        }

        private static String text(Map<String, String> standing, List<Event> events) {
            String head = TextTable.of(standing.entrySet().stream()
                    .map(entry -> List.of(entry.getKey().replace('_', ' '), entry.getValue()))
                    .toList());
            String story = TextTable.of(events.stream()
                    .map(event -> List.of(event.at(), event.kind(), details(event.detail())))
                    .toList());
            return head + System.lineSeparator() + System.lineSeparator() + story;
        }

        private static String details(JsonNode detail) {
            return detail.properties().stream()
                    .map(property -> property.getKey() + "="
                            + (property.getValue().isTextual()
                                    ? property.getValue().textValue()
                                    : property.getValue().toString()))
                    .collect(Collectors.joining(" "));
        }

        private record Story(Map<String, String> standing, List<Event> events) {}
    }
}
