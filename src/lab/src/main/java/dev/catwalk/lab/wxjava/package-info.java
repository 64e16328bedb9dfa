/**
 * A provider's other system, built with WxJava: what it needs to read tokens from Catwalk, and how WxJava reaches the simulated
 * platform.
 *
 * <p>{@link dev.catwalk.lab.wxjava.CatwalkConfigStorage} is meant to be copied into such a system. {@link
 * dev.catwalk.lab.wxjava.OldSystem} is one, for the move to Catwalk: when a call of it fails, it counts that, and the move has failed.
 */
package dev.catwalk.lab.wxjava;
