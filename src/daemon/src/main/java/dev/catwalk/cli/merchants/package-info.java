/** The commands {@code merchants}: what the provider says of its merchants. Authoritative for nothing. */
package dev.catwalk.cli.merchants;
