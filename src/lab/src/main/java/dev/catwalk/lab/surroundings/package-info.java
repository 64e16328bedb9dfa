/**
 * What a daemon needs around it where nothing is configured, for the demo, the training and the drills: a PostgreSQL, a group chat
 * that alerts go to, and ports that are free. The simulated platform beside it is a feature of its own.
 *
 * <p>All of it listens on 127.0.0.1 only and ends when it is closed.
 */
package dev.catwalk.lab.surroundings;
