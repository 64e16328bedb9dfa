/**
 * The words that all packages share: a component as it is configured, the identifiers of components and merchants, and the values of
 * the platform that are secrets (tokens, tickets, codes), each with a {@code toString} that shows none.
 *
 * <p>Authoritative for which components this installation serves. Knows no table and no HTTP.
 */
package dev.catwalk.component;
