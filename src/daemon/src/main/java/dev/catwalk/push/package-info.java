/**
 * Push intake: what the platform tells us on its own account. A push is verified, decrypted, stored and only then
 * acknowledged; it is acted upon afterwards, from the inbox.
 *
 * <p>Authoritative for nothing but that a push arrived. Two values only a push can bring, the component verify ticket and
 * the authorization code, and these are handed to the vault; everything else a push says is a nudge to read the platform,
 * so that one that is lost, late, repeated or out of order costs time and never truth.
 *
 * <p>What a push can mean is decided by the address it came to, since what customers type comes as pushes, too. Whatever is
 * signed and opens is acknowledged. Who was never a merchant becomes one when the platform confirms it.
 *
 * <p>When it fails: a request that is not proven to be the platform's is answered with 403 and changes nothing. Without the
 * database nothing is acknowledged and the platform sends it again. A process that dies between answer and deed leaves the
 * push in the inbox, where a sweep of any node finds it within half a minute. What cannot be acted upon is tried for half an
 * hour and then left with its error; roster and walks find out what it had to say. What only waits for its component is acted
 * upon as soon as that works.
 */
package dev.catwalk.push;
