/** What can be made to go wrong with a call: delays, error codes, cut answers, and calls that are held until released. */
package dev.catwalk.simulator.fault;
