/**
 * Push intake: the platform's messages to us. A push is verified, decrypted, stored and only then acknowledged; it is processed
 * afterwards, from the inbox.
 *
 * <p>Authoritative only for the fact that a push arrived. Only a push can bring the component verify ticket and the authorization
 * code, and these are handed to package {@code token}. Everything else that a push says is a hint to read the platform: a push
 * that is lost, late, repeated or out of order costs time and makes nothing wrong.
 *
 * <p>The address decides which types a push may have, since customers' messages arrive as pushes, too. A push whose signature is
 * right and that can be decrypted is acknowledged, whatever it contains. The signature covers neither the address nor how old
 * a push is, so one that somebody overheard can be sent again, to any address: it is stored once at most. An unknown account
 * becomes a merchant when the platform confirms it.
 *
 * <p>When it fails: a request that is not proven to be the platform's is answered with 403 and changes nothing. Without the
 * database nothing is acknowledged and the platform sends it again. A process that dies after the answer leaves the push in the
 * inbox, where a sweep of any node finds it within half a minute. A push that cannot be processed is tried for half an hour and
 * then kept with its error; roster and walks find what it reported. A push that only waits for its component is processed as soon
 * as the component works.
 */
package dev.catwalk.push;
