/**
 * What machines ask a running process: liveness, readiness, gauges, and the fields of its log lines.
 *
 * <p>Liveness never asks the database. What asks it waits for a bounded time, and an unanswered question is an answer.
 */
package dev.catwalk.health;
