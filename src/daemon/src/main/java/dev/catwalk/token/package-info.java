/**
 * Component verify tickets, component access tokens, merchants' refresh and access tokens, stored as ciphertext. The only code
 * that refreshes, and the authority on which token is the valid one.
 *
 * <pre>
 *   lease taken (short transaction) --> platform called, lease renewed --> result stored (short transaction)
 *          |                                        |                              |
 *   another node holds it: wait            process dies: the lease runs out   only if generation and lease
 *                                                                             are still the ones that were taken
 * </pre>
 *
 * <p>So the whole cluster has one refresh in flight per token, however slow the platform is, and a holder that was stalled
 * for longer than its lease overwrites nothing. Only calls that were in flight when it stalled can meet those of its
 * successor: it begins no other, because it sees that its lease is over.
 *
 * <p>When something fails: a refresh token that is refused or missing is looked up at the platform (info, then list) before a
 * merchant counts as lost; a stored token is never replaced by nothing.
 */
package dev.catwalk.token;
