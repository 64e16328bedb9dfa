/**
 * How long histories are kept. Each history is a table of rows that tell what was, owned by the package that writes it; that
 * package says which of its rows may go, as a {@link dev.catwalk.retention.History}, and {@link
 * dev.catwalk.retention.Retention} goes through all of them.
 *
 * <p>Authoritative for nothing: what is current, and what is needed to go on from it, is for each history to say, and never
 * goes. Histories point at each other by number only, so each is kept as long as its own property says, whatever becomes of
 * the others.
 *
 * <p>When it fails: rows go page by page, each page in a transaction of its own, the oldest first. A process that dies loses
 * the page it was at; the next activation begins at the front again and finds the rest. Run twice, or by two nodes at once,
 * it deletes each row once.
 */
package dev.catwalk.retention;
