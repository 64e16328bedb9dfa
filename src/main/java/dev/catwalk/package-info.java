/** Catwalk: keeps a service provider's picture of its merchants' categories true. */
package dev.catwalk;
