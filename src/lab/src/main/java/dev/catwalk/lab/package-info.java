/**
 * What needs a whole installation around a daemon and is no part of production: demo, drills, training for faster starts, the
 * benchmark, and the process tests. Daemons run as processes of their own, started by {@code deploy/catwalk} as people start
 * them; PostgreSQL and the simulated platform run beside them.
 *
 * <p>A command ends with everything that it started. A demo that was killed leaves its daemon and its database behind, and the
 * next one ends both before it goes on with the data.
 */
package dev.catwalk.lab;
