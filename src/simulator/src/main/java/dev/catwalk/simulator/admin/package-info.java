/** The simulator's own HTTP interface: what a test or a person makes the platform do, and what it answers about its truth. */
package dev.catwalk.simulator.admin;
