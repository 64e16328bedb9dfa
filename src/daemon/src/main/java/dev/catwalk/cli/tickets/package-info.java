/** The command {@code tickets}: a component verify ticket by hand, where normally pushes bring them. Authoritative for nothing. */
package dev.catwalk.cli.tickets;
