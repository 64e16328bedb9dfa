/**
 * The alert outbox: what people must be told, written in the transaction of the change it tells of.
 *
 * <p>Authoritative for which alerts exist and which channels each is meant for. Raising never fails for a channel's sake:
 * it only writes rows.
 */
package dev.catwalk.alert;
