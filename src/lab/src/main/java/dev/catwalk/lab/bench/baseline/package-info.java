/**
 * What a Java team would write today for the same job, as the measure beside the daemon: WxJava for the platform, a fixed pool
 * of threads, and for each merchant one JPA transaction that loads what is stored, compares, and writes. Its pools are as large as
 * the daemon's, its foreign keys are indexed, inserts are batched, and nothing slows it down on purpose.
 *
 * <p>It stores the same facts (visit state, categories, a snapshot and the changes when something differs) in tables of its own.
 * It does not do what makes the daemon one that can be left alone: tokens live in memory and unencrypted, there are no leases and no
 * second node, no withdrawal is confirmed and no partial answer is doubted, a walk that is cut short is lost, nothing is retried,
 * and no alert is raised.
 */
package dev.catwalk.lab.bench.baseline;
