/**
 * The commands of the daemon's artifact, their tables, and how they end. Authoritative for nothing: they start, stop and show
 * what the other packages do.
 *
 * <p>Commands that need no application end before Quarkus starts. A process that is asked to end has fourteen seconds, after
 * which it is cut off, which costs no recorded work.
 */
package dev.catwalk.cli;
