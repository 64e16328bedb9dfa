/**
 * The categories a merchant has set: reads them from a whole valid answer, compares them with what is known, stores a
 * snapshot and the changes when something differs.
 *
 * <p>Authoritative for categories and their history. An answer that is malformed or partial never gets past {@link
 * dev.catwalk.category.CategorySnapshot#of}, so it can change nothing.
 */
package dev.catwalk.category;
