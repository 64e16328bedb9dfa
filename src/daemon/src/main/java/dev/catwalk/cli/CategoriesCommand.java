package dev.catwalk.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.platform.CategoryApi;
import dev.catwalk.platform.CleanText;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.token.TokenState;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code categories}. */
@Command(
        name = "categories",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "For debugging: asks the platform for one merchant's categories now and prints its answer as a table. Stores"
                    + " nothing, except for the merchant's access token when that has to be refreshed."
        },
        exitCodeList = {
            "0:done",
            "1:the platform refused; its error code and request id, with an explanation, are on standard error",
            "2:wrong configuration or usage; a merchant that is not known",
            "3:the platform refuses every call of the component"
        },
        footer = {"  catwalk categories wxaaaaaaaaaaaaaaaa", "  catwalk categories wxaaaaaaaaaaaaaaaa --json"})
public final class CategoriesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MERCHANT_APPID", description = "the merchant")
    private MerchantAppId merchant;

    @Option(
            names = "--component",
            paramLabel = "APPID",
            description = "the component to ask as, when several know the merchant")
    private ComponentAppId component;

    @Option(names = "--json", description = "the answer as received")
    private boolean json;

    @Override
    public Integer call() {
        return ForegroundCommand.launch(spec, Run.class, run -> run.run(merchant, component, json));
    }

    /** One merchant's categories, from the platform to the terminal. */
    @Singleton
    @Unremovable
    static class Run {
        private static final List<String> HEADER =
                List.of("first", "", "second", "", "status", "", "expired", "reason");

        private final KnownMerchants known;
        private final AuthorizerTokens tokens;
        private final CategoryApi api;

        Run(KnownMerchants known, AuthorizerTokens tokens, CategoryApi api) {
            this.known = known;
            this.tokens = tokens;
            this.api = api;
        }

        /**
         * @param component null when the merchant is to be found with any
         * @param json prints the answer as received
         */
        int run(MerchantAppId appid, ComponentAppId component, boolean json) {
            try {
                MerchantRef merchant = known.named(appid, component);
                System.out.println(
                        json
                                ? CleanText.inJson(read(merchant, api::settingCategoriesAsReceived))
                                : table(read(merchant, api::settingCategories)));
                return ExitCode.DONE;
            } catch (PlatformException e) {
                System.err.println("catwalk: " + e.getMessage());
                return e.kind().stopsComponent() ? ExitCode.STOPPED_BY_PLATFORM : ExitCode.SOME_FAILED;
            }
        }

        private <T> T read(MerchantRef merchant, Function<AccessToken, T> call) {
            TokenState.Live token = token(merchant);
            try {
                return call.apply(token.token());
            } catch (PlatformException e) {
                if (e.kind() != ErrorKind.TOKEN_STALE) {
                    throw e;
                }
            }
            // Once: a fresh token that is refused as well is the platform's trouble.
            tokens.expire(Map.of(merchant.id(), token.generation()));
            return call.apply(token(merchant).token());
        }

        private TokenState.Live token(MerchantRef merchant) {
            return switch (tokens.live(List.of(merchant), () -> false).get(merchant.id())) {
                case TokenState.Live live -> live;
                case TokenState.Unavailable(PlatformError why) -> throw new PlatformException(why);
            };
        }

        /** An answer of getcategory for people. Says what is there and judges nothing: that is for the walk. */
        private static String table(JsonNode answer) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(HEADER);
            answer.path("categories").forEach(category -> rows.add(row(category)));
            return "%s%n%n%d set; additions left %s of %s, at most %s categories"
                    .formatted(
                            TextTable.of(rows),
                            rows.size() - 1,
                            answer.path("quota").asText("?"),
                            answer.path("limit").asText("?"),
                            answer.path("category_limit").asText("?"));
        }

        private static List<String> row(JsonNode category) {
            String status = category.path("audit_status").asText("?");
            return List.of(
                    category.path("first").asText("?"),
                    category.path("first_name").asText(""),
                    category.path("second").asText("?"),
                    category.path("second_name").asText(""),
                    status,
                    statusName(status),
                    category.path("is_expired").asText(""),
                    category.path("audit_reason").asText(""));
        }

        /** The words of the views. */
        private static String statusName(String status) {
            return switch (status) {
                case "1" -> "under_review";
                case "2" -> "rejected";
                case "3" -> "approved";
                default -> "unknown";
            };
        }
    }
}
