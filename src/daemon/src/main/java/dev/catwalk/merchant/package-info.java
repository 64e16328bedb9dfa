/**
 * Who the merchants are: which accounts authorized a component, what they granted, whether they may be walked, and whether
 * the component itself works.
 *
 * <p>Authoritative for authorization state and permission sets. The platform's list adds merchants and marks what has to
 * be read; only a merchant's own info, or its refusal, changes a state, so one incomplete list revokes no merchant. When reading
 * fails, the known state is kept and the merchant stays marked for the next time.
 */
package dev.catwalk.merchant;
