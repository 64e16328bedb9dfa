/**
 * The vault: component verify tickets, component access tokens, merchants' refresh and access tokens, as ciphertext at
 * rest. The only code that refreshes, and the authority on which token is the valid one.
 *
 * <p>How a refresh goes, for a component and for a merchant alike: a lease is taken on the row in a short transaction, the
 * platform is called outside of any while the lease is renewed, and the result is stored in another short transaction if
 * the row's generation and its lease are still the ones that were taken. So in the whole cluster one refresh is in flight
 * per token however slow the platform is, a process that dies in between leaves a lease that soon runs out, and a holder
 * that slept through its lease overwrites nothing. Of such a sleeper only calls that were in flight when it fell asleep may
 * meet those of its successor: it begins no other, since its own clock tells that the lease is over.
 *
 * <p>When it fails: a refresh token that is refused or missing is looked for at the platform (info, then list) before a
 * merchant counts as lost; what is stored is never replaced by nothing. Without a keyset, or with one that does not open all
 * that is stored, nothing starts.
 *
 * <p>Keys change by giving every node another {@link dev.catwalk.token.Keyset}; {@link dev.catwalk.token.Resealing} then brings
 * what is stored under its primary key. {@link dev.catwalk.token.SealedColumn} lists where ciphertext lies.
 */
package dev.catwalk.token;
