/**
 * When anything starts: the triggers of Quartz, their jobs, and what brings work back that lost its trigger.
 *
 * <p>{@link dev.catwalk.schedule.Schedules} is the authority on the triggers there should be; it installs them at each start and
 * removes those of components that are no longer configured. {@link dev.catwalk.schedule.JobLanes} keeps threads free of slices,
 * so that housekeeping is never late by more than its own interval.
 *
 * <p>When something dies: a node's jobs are run again by another, also when it has no check-in any more; a trigger that Quartz lost
 * with a connection is given back (both {@link dev.catwalk.schedule.ForgottenTriggers}); triggers that a wrong clock dated ahead
 * are dated anew ({@link dev.catwalk.schedule.ScheduleWatch}); slices, walks and rosters without a job are found by {@link
 * dev.catwalk.schedule.Upkeep}.
 */
package dev.catwalk.schedule;
