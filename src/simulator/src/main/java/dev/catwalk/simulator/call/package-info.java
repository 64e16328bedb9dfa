/** The platform's API: one class per group of calls, and what each call checks in which order, as the platform does. */
package dev.catwalk.simulator.call;
