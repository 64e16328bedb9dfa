/**
 * The simulated platform: a stateful stand-in for the WeChat Open Platform that answers over real HTTP, for drills, load runs
 * and evaluation without an account.
 *
 * <p>It is authoritative for nothing but its own truth: what a merchant's categories, tokens and permission sets are inside the
 * simulation. It shares no code with the rest of the product, so that a misreading of the protocol cannot agree with itself; the
 * published protocol (protocol page, §9) is all they have in common. No CDI and no framework beyond Vert.x: it starts from a
 * constructor, inside a test, the demo or a process of its own.
 *
 * <p>When it fails it fails loudly: a bug in the simulation answers HTTP 500 with the exception's class, which the real platform
 * never does.
 */
package dev.catwalk.simulator;
