/**
 * The commands {@code keys generate}, {@code rotate}, {@code status} and {@code remove}. They change the keyset file alone, by
 * writing a new file and renaming it; a key that still opens something stored is not removed.
 */
package dev.catwalk.keys;
