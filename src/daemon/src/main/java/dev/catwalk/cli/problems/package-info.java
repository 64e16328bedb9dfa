/** The work list on the terminal. */
package dev.catwalk.cli.problems;
