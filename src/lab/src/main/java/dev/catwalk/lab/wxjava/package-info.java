/**
 * A provider's other system, built with WxJava: what it needs to read tokens from Catwalk, and how WxJava reaches the simulated
 * platform.
 *
 * <p>{@link dev.catwalk.lab.wxjava.CatwalkConfigStorage} is meant to be copied into such a system.
 */
package dev.catwalk.lab.wxjava;
