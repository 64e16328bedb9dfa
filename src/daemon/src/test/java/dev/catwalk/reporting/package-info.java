/**
 * Proves the SQL in {@code db/}: the views of schema {@code reporting}, the grants, and the committed schema listing.
 *
 * <p>The feature itself is SQL only; no Java imports it. What the views promise stands in their comments and in the
 * contract; when a test here fails, reports would be wrong or a reader could see what is none of its business.
 */
package dev.catwalk.reporting;
