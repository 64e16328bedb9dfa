/**
 * How long histories are kept. Each history is a table of past events, owned by the package that writes it. That package says
 * which rows may be deleted, as a {@link dev.catwalk.retention.History}, and {@link dev.catwalk.retention.Retention} deletes them.
 *
 * <p>Authoritative for nothing: each history decides what is current or still needed, and that is never deleted. Histories refer to
 * each other by number only, so each is kept as long as its own property says.
 *
 * <p>When it fails: rows are deleted page by page, each page in its own transaction, the oldest first. A process that dies loses
 * its present page; the next activation starts at the front again and finds the rest. Run twice, or by two nodes at once, it
 * deletes each row once.
 */
package dev.catwalk.retention;
