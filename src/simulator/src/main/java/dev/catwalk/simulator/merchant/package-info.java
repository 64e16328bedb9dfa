/** Merchants as the platform knows them: account, categories, standing; made from a seed, so that each run has the same. */
package dev.catwalk.simulator.merchant;
