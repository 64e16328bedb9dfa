package dev.catwalk.doctor;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.ComponentTokens;
import dev.catwalk.component.Components;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.platform.Reach;
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

/**
 * Whether the platform takes a call with a component access token: ticket, secret, address and publication together.
 *
 * <p>The call counts the accounts that authorized the component. It is made with the token that is stored; when none lives, or
 * the platform refuses that one, the vault gets another by its usual way, under its lease, and stores it. To ask for one
 * beside the vault would end the life of the one that daemons work with.
 */
@Singleton
class TokenExamination implements Examination {
    private final Components components;
    private final ComponentTokens tokens;
    private final VerifyTickets tickets;
    private final BorrowedTokens borrowed;
    private final AuthorizationApi api;

    TokenExamination(
            Components components,
            ComponentTokens tokens,
            VerifyTickets tickets,
            BorrowedTokens borrowed,
            AuthorizationApi api) {
        this.borrowed = borrowed;
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
            Optional<Finding> source = component.isBorrowed() ? Optional.of(source(component)) : Optional.empty();
            source.ifPresent(findings::add);
            if (source.filter(Finding::isFailure).isEmpty()) {
                findings.add(finding(component));
            }
        }
        return findings;
    }

    /** Asked at once, whatever token is stored. */
    private Finding source(Component component) {
        String subject = "token source";
        TokenOwner owner = TokenOwner.of(component);
        try {
            AccessToken given = borrowed.componentToken(component.appid());
            long minutes = Duration.between(given.issuedAt(), given.expiresAt()).toMinutes();
            String seen = component.appid() + ": " + owner + " gives a component token that lives " + minutes + " min";
            return owner.expiresPointer().isPresent()
                    ? Finding.ok(subject, seen)
                    : Finding.ok(subject, seen + ", which is assumed: token-source.expires-pointer is not set");
        } catch (PlatformException e) {
            return Finding.fail(
                    subject,
                    component.appid() + ": " + e.error().reason(),
                    "ask the system that owns the tokens, by the address, headers and pointers of"
                            + " catwalk.component.token-source.*");
        }
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
            return e.kind().reach() == Reach.COMPONENT
                    ? Finding.fail(subject(), seen, advice)
                    : Finding.warn(subject(), seen, advice);
        } catch (IllegalStateException e) {
            // The vault's words for ciphertext that does not open hold table and row, and nothing of it.
            return Finding.fail(
                    subject(),
                    component + ": the stored ticket or token could not be used",
                    "correct what the line about the keyset says");
        }
    }
}
