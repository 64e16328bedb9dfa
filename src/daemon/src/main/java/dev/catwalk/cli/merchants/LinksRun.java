package dev.catwalk.cli.merchants;

import dev.catwalk.authorize.Links;
import dev.catwalk.authorize.Links.Link;
import dev.catwalk.authorize.Links.Listed;
import dev.catwalk.cli.ForegroundCommand;
import dev.catwalk.cli.KnownMerchants;
import dev.catwalk.cli.TextTable;
import dev.catwalk.cli.UtcTime;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.launch.WrongRequestException;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;

/** Links on the terminal. */
@Singleton
@Unremovable
class LinksRun {
    private static final int PAGE = 500;
    private static final List<String> HEADER =
            List.of("link", "merchant", "component", "state", "created", "by", "expires", "clicked");

    private final Links links;
    private final KnownMerchants merchants;
    private final Jdbi jdbi;

    LinksRun(Links links, KnownMerchants merchants, Jdbi jdbi) {
        this.links = links;
        this.merchants = merchants;
        this.jdbi = jdbi;
    }

    /** @param component null when only one knows each merchant */
    int create(List<MerchantAppId> appids, ComponentAppId component) {
        requireOn();
        List<MerchantRef> named =
                appids.stream().map(appid -> merchants.named(appid, component)).toList();
        printHeader();
        links.create(named, ForegroundCommand.user()).forEach(LinksRun::print);
        return ExitCode.DONE;
    }

    private static final String THAT_NEED = """
            select merchant_id as id, component_appid as component, merchant_appid as appid
            from reporting.reauthorization join app.merchant using (component_appid, merchant_appid)
            where :component = '' or component_appid = :component
            order by merchant_id
            """;

    /**
     * @param component null for all
     * @param stop asked before each page
     */
    int createAll(ComponentAppId component, BooleanSupplier stop) {
        requireOn();
        printHeader();
        // Asked for once: to find a page of them, the view finds all of them.
        List<MerchantRef> merchants = thatNeed(component);
        for (int done = 0; done < merchants.size(); done += PAGE) {
            if (stop.getAsBoolean()) {
                System.err.println(
                        "Stopped after " + done + " of " + merchants.size() + " merchants; run it again for all.");
                return ExitCode.SOME_FAILED;
            }
            List<MerchantRef> page = merchants.subList(done, Math.min(done + PAGE, merchants.size()));
            links.goodOrNew(page, ForegroundCommand.user()).forEach(LinksRun::print);
        }
        return ExitCode.DONE;
    }

    private List<MerchantRef> thatNeed(ComponentAppId component) {
        return jdbi.withHandle(handle -> handle.createQuery(THAT_NEED)
                .bind("component", component == null ? "" : component.value())
                .mapTo(MerchantRef.class)
                .list());
    }

    private void requireOn() {
        if (!links.areOn()) {
            throw new WrongRequestException("catwalk.authorize.base-url is not set: a link needs the login domain");
        }
    }

    private static void printHeader() {
        System.out.println("component_appid,merchant_appid,link,expires_at");
    }

    private static void print(Link link) {
        System.out.println(link.merchant().component() + "," + link.merchant().appid() + "," + link.url() + ","
                + UtcTime.text(link.expiresAt()));
    }

    int list(boolean all, int limit, boolean json) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        links.list(all, limit).forEach(link -> rows.add(row(link)));
        TextTable.print(rows, json);
        return ExitCode.DONE;
    }

    private static List<String> row(Listed link) {
        return List.of(
                Long.toString(link.id()),
                link.merchant().value(),
                link.component().value(),
                link.state(),
                UtcTime.text(link.createdAt()),
                link.createdBy(),
                UtcTime.text(link.expiresAt()),
                link.clickedAt() == null ? "never" : UtcTime.text(link.clickedAt()));
    }

    int revoke(List<Long> numbers) {
        int asked = new HashSet<>(numbers).size();
        int revoked = links.revoke(numbers);
        System.out.println(revoked + " revoked");
        if (revoked < asked) {
            System.err.println("catwalk: " + (asked - revoked) + " were no good links; links list --all shows why");
        }
        return revoked == asked ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
