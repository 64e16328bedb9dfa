/**
 * Starting and ending a process: Quarkus for the commands that need it, signals, exit codes, and the one line that says why a
 * start failed. A process that is asked to end has fourteen seconds, after which it is cut off, which costs no recorded work.
 */
package dev.catwalk.launch;
