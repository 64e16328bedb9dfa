/**
 * The console: pages for people, from the views of {@code reporting}. On a port of its own, off without {@code
 * catwalk.console.auth}.
 *
 * <p>The authority on who may see and do what there (users, sessions, roles), and on the list of what was done ({@code
 * reporting.console_act}). What is shown belongs to other packages: pages ask the views, and each shows the SQL that ran. Acts
 * are those of other packages too: a visit, a redelivery, a test message.
 *
 * <p>Pages need no script: htmx refreshes parts of them where there is one. No session, no password and nothing that the
 * platform keeps secret is on any page. Requests that change something are taken from our own pages only: browsers say where a
 * request comes from ({@code Sec-Fetch-Site}, {@code Origin}), and no page elsewhere can make them say otherwise.
 *
 * <p>When the database is away, pages say so; one that is open and renews itself then shows from when it is. When the process is killed, sessions stay: they are in the database, and hold at
 * each node.
 */
package dev.catwalk.console;
