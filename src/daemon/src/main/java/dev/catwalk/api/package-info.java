/**
 * The API for the provider's other systems: live access tokens under leases, refusals of them, nudges, and the views as JSON.
 * On a port of its own, off without {@code catwalk.api.port}.
 *
 * <p>The authority on who may ask for what (API keys), and on which key was handed which token ({@code
 * reporting.token_handout}). Tokens themselves are the vault's: this package asks it and shares its answers for a few seconds.
 * It never hands out a refresh token, a ticket or a secret.
 *
 * <p>When the database is away, keys and tokens read before serve while they live, and everything else is answered 503. When
 * the process is killed, hand-outs of the last two seconds are missing in the view; no token is.
 */
package dev.catwalk.api;
