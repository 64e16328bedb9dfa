package dev.catwalk.doctor;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.ComponentTokens;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.platform.TokenOwner;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import dev.catwalk.token.BorrowedTokens;
import dev.catwalk.token.VerifyTickets;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/**
 * Whether the platform takes a call with a component access token: ticket, secret, address and publication together.
 *
 * <p>The call counts the accounts that authorized the component. It is made with the token that is stored; when none lives, or
 * the platform refuses that one, the vault gets another as usual, under its lease, and stores it. To ask for one
 * beside the vault would end the life of the one that daemons work with.
 */
@Singleton
class TokenExamination implements Examination {
    private final Components components;
    private final ComponentTokens tokens;
    private final VerifyTickets tickets;
    private final Source source;
    private final AuthorizationApi api;

    TokenExamination(
            Components components, ComponentTokens tokens, VerifyTickets tickets, Source source, AuthorizationApi api) {
        this.source = source;
        this.components = components;
        this.tokens = tokens;
        this.tickets = tickets;
        this.api = api;
    }

    @Override
    public String subject() {
        return "component token";
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Component component : components.all()) {
            List<Finding> ofSource = component.isBorrowed() ? source.findings(component) : List.of();
            findings.addAll(ofSource);
            if (ofSource.stream().noneMatch(Finding::isFailure)) {
                findings.add(finding(component));
            }
        }
        return findings;
    }

    private Finding finding(Component configured) {
        ComponentAppId component = configured.appid();
        try {
            if (!configured.isBorrowed() && tickets.receivedAt(component).isEmpty() && !tokens.hasLive(component)) {
                return Finding.warn(
                        subject(),
                        component + ": none, and no ticket to get one with",
                        "correct what the line about the verify ticket says");
            }
            return Finding.ok(subject(), component + ": works; " + api.count(component) + " accounts authorized it");
        } catch (PlatformException e) {
            String seen = component + ": " + PlatformAdvice.words(e.error());
            String advice = PlatformAdvice.of(e.error());
            return e.kind().stopsComponent()
                    ? Finding.fail(subject(), seen, advice)
                    : Finding.warn(subject(), seen, advice);
        }
    }

    /** The system that a component's tokens are borrowed from: asked at once, whatever tokens are stored. */
    @Singleton
    static class Source {
        private static final String SUBJECT = "token source";
        private static final String ADVICE =
                "ask the system that owns the tokens, by the address, headers and pointers of"
                        + " catwalk.component.token-source.*";

        private final BorrowedTokens borrowed;
        private final Jdbi jdbi;

        Source(BorrowedTokens borrowed, Jdbi jdbi) {
            this.borrowed = borrowed;
            this.jdbi = jdbi;
        }

        /** For the component, and then for one of its merchants when one is known. */
        List<Finding> findings(Component component) {
            String who = component.appid() + ": ";
            try {
                AccessToken own = borrowed.componentToken(component.appid());
                Finding given = given(component, "a component token", own);
                return Stream.concat(
                                Stream.of(given),
                                merchant(component).map(merchant -> finding(component, merchant, own)).stream())
                        .toList();
            } catch (PlatformException e) {
                return List.of(Finding.fail(SUBJECT, who + e.error().reason(), ADVICE));
            }
        }

        private Finding finding(Component component, MerchantRef merchant, AccessToken own) {
            try {
                AccessToken token = borrowed.merchantToken(merchant);
                return token.value().equals(own.value())
                        ? Finding.fail(
                                SUBJECT,
                                component.appid() + ": " + TokenOwner.of(component)
                                        + " gives the component's token for merchant " + merchant.appid(),
                                ADVICE)
                        : given(component, "a token of merchant " + merchant.appid(), token);
            } catch (PlatformException e) {
                // It may be this merchant alone that the owner does not know.
                return Finding.warn(
                        SUBJECT,
                        component.appid() + ": for merchant " + merchant.appid() + ", "
                                + e.error().reason(),
                        ADVICE);
            }
        }

        private static Finding given(Component component, String what, AccessToken token) {
            TokenOwner owner = TokenOwner.of(component);
            long minutes = Duration.between(token.issuedAt(), token.expiresAt()).toMinutes();
            return Finding.ok(
                    SUBJECT,
                    component.appid() + ": " + owner + " gives " + what + " that lives " + minutes + " min"
                            + (owner.expiresPointer().isPresent()
                                    ? ""
                                    : ", which is assumed: token-source.expires-pointer is not set"));
        }

        private static final String MERCHANT = """
                select merchant_id as id, component_appid as component, merchant_appid as appid from app.merchant
                where component_appid = :component and authorization_state = 'authorized'
                order by merchant_id limit 1
                """;

        private Optional<MerchantRef> merchant(Component component) {
            return jdbi.withHandle(handle -> handle.createQuery(MERCHANT)
                    .bind("component", component.appid().value())
                    .mapTo(MerchantRef.class)
                    .findOne());
        }
    }
}
