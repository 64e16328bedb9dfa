/**
 * Links by which merchants authorize again: made, listed, revoked, clicked, and the return from the platform's page.
 *
 * <pre>
 *   link --click--> pre-authorization code --> our page --> the platform's page --> return with a code --> tokens, visit
 *                                                                        \
 *                                                                         --> the platform's push, with the same code
 * </pre>
 *
 * <p>Authoritative for which link is good. Whether a merchant is authorized is package {@code merchant}'s, and asked of the
 * platform: neither a click nor a return is believed.
 *
 * <p>When it fails: a click that finds the platform away gets a page that says to try again; a return that does so may be
 * reloaded, and the push does the same. Strangers are slowed down per address and as a whole, on each node by itself.
 */
package dev.catwalk.authorize;
