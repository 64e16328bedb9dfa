/**
 * The commands {@code merchants} and {@code links}: what the provider says of its merchants, and asks of them. Authoritative for
 * nothing.
 */
package dev.catwalk.cli.merchants;
