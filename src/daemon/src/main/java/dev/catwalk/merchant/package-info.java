/**
 * Who the merchants are: which accounts authorized a component, what they granted, whether they may be walked, and whether
 * the component itself works.
 *
 * <p>Authoritative for authorization state and permission sets. The platform's list adds merchants and marks what has to
 * be looked at; only a merchant's own info, or its refusal, changes a state, so that one list read in a bad moment revokes
 * nobody. When reading fails, what was known stands and the merchant stays marked for the next time.
 */
package dev.catwalk.merchant;
