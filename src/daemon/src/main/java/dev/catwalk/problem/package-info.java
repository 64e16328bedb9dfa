/**
 * The work list: a problem is a category that is rejected or expired, and what people do about it.
 *
 * <pre>
 *   a read finds it ----> open --+--> acknowledged, waiting_merchant, ignored   (acts of people)
 *                                +--> resubmitted                               (a read finds it under review again)
 *                                |
 *                                +--> closed: a read finds it solved, or rejected again; the merchant withdrew
 * </pre>
 *
 * <p>The authority on who takes care of what. {@link dev.catwalk.problem.ProblemRecorder} opens and closes problems in the
 * transaction that records the read, so a problem and its change exist together or not at all. What a merchant's authorization
 * does to its problems, a trigger on {@code app.merchant} does.
 *
 * <p>A resubmitted category is not closed: most are rejected again or approved within days, and until then the person who takes
 * care of it has it on the list.
 */
package dev.catwalk.problem;
