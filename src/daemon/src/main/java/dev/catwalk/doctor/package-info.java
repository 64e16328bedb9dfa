/**
 * The examinations of {@code doctor}: what a fresh install gets wrong, and what an old one gets into. Each looks at one thing,
 * changes nothing, and says what it saw and what to do.
 *
 * <p>Some need a connection or nothing, and are made before there is an application, which may be unable to start; the others
 * are beans of an application that only looks.
 *
 * <p>When one fails, that is a finding like any other: those after it are made all the same.
 */
package dev.catwalk.doctor;
