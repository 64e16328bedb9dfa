/**
 * What people and machines see of a running process: the commands, the checks before anything starts, health, gauges, and
 * the demo; what {@code doctor} looks at has a package of its own, and so have the drills and what stands around a daemon in demo
 * and drills.
 *
 * <p>Authoritative for nothing: it starts, stops and shows what the other packages do. Commands that need no application end
 * before Quarkus starts; those that need one check the whole configuration first, so that a process either starts or says in
 * one line per property why not.
 *
 * <p>When it fails: a process that cannot start exits with 2 and leaves nothing running; one that is asked to end has fourteen
 * seconds, after which it is cut off, which costs no recorded work.
 */
package dev.catwalk.ops;
