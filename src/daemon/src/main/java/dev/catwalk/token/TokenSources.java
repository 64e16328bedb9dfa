package dev.catwalk.token;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import jakarta.inject.Singleton;

/** Which component's tokens come from where. */
@Singleton
class TokenSources {
    private final Components components;
    private final OwnTokens own;
    private final BorrowedTokens borrowed;

    TokenSources(Components components, OwnTokens own, BorrowedTokens borrowed) {
        this.components = components;
        this.own = own;
        this.borrowed = borrowed;
    }

    TokenSource of(ComponentAppId component) {
        return components.require(component).isBorrowed() ? borrowed : own;
    }
}
