/**
 * The WeChat Open Platform as this product uses it: eight calls, their wire records,
 * error codes with what they mean for us, the limit on calls, retries, time-out and circuit breaker.
 *
 * <p>Knows HTTP and no table. Every answer passes one check: a body with an error code, without the promised content, or
 * that is not JSON at all leaves this package as a {@link dev.catwalk.platform.PlatformException} and never as data.
 */
package dev.catwalk.platform;
