package dev.catwalk.cli.merchants;

import dev.catwalk.cli.ForegroundCommand;
import dev.catwalk.cli.KnownMerchants;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.merchant.MerchantTags;
import dev.catwalk.merchant.MerchantTags.Change;
import dev.catwalk.merchant.MerchantTags.Result;
import dev.catwalk.merchant.Tags;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Gives merchants tags. */
@Singleton
@Unremovable
class TagRun {
    /** Merchants whose rows are locked at the same time. */
    private static final int PAGE = 500;

    private final KnownMerchants merchants;
    private final MerchantTags tags;

    TagRun(KnownMerchants merchants, MerchantTags tags) {
        this.merchants = merchants;
        this.tags = tags;
    }

    /** @param component null when only one knows the merchant */
    int tag(MerchantAppId appid, ComponentAppId component, Tags set, Set<String> removed) {
        MerchantRef merchant = merchants.named(appid, component);
        Change change = new Change(Optional.of(merchant.component()), appid, set, removed);
        return switch (tags.apply(List.of(change), ForegroundCommand.user()).getFirst()) {
            case Result.Tagged(var now) -> {
                System.out.println(now.values().isEmpty() ? "no tags" : text(now));
                yield ExitCode.DONE;
            }
            case Result.Refused(var why) -> {
                System.err.println("catwalk: " + why);
                yield ExitCode.SOME_FAILED;
            }
        };
    }

    private static String text(Tags tags) {
        List<String> lines = new ArrayList<>();
        tags.values().forEach((key, value) -> lines.add(key + "=" + value));
        return String.join(System.lineSeparator(), lines);
    }

    /** @param stop asked before each page */
    int tagAll(String file, BooleanSupplier stop) throws IOException {
        try (InputStream in =
                file.equals(MerchantsCommand.STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(file))) {
            return tagAll(in, stop);
        }
    }

    private int tagAll(InputStream in, BooleanSupplier stop) throws IOException {
        long tagged = 0;
        long refused = 0;
        List<TagFile.Line> page;
        try (TagFile file = new TagFile(in)) {
            while (!(page = file.next(PAGE)).isEmpty() && !stop.getAsBoolean()) {
                Iterator<Result> results = tags.apply(
                                page.stream()
                                        .flatMap(line -> Stream.ofNullable(line.change()))
                                        .toList(),
                                ForegroundCommand.user())
                        .iterator();
                for (TagFile.Line line : page) {
                    String error = line.change() == null
                            ? line.error()
                            : results.next() instanceof Result.Refused(var why) ? why : null;
                    if (error != null) {
                        System.err.println("catwalk: line " + line.number() + ": " + error);
                        refused++;
                    } else {
                        tagged++;
                    }
                }
            }
        }
        System.out.println(tagged + " merchants tagged, " + refused + " lines left out");
        page.stream()
                .findFirst()
                .ifPresent(next ->
                        System.err.println("Stopped before line " + next.number() + "; run it again for the rest."));
        return refused == 0 && page.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
