package dev.catwalk.lab.year;

import dev.catwalk.database.DatabaseClock;
import dev.catwalk.schedule.ScheduledJob.Activity;
import dev.catwalk.schedule.Schedules;
import dev.catwalk.watch.TicketWatch;
import io.quarkus.arc.Arc;
import jakarta.enterprise.inject.literal.NamedLiteral;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.quartz.JobDataMap;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;

/**
 * Runs inside the daemon of a simulated year, as a Java agent: the daemon itself is started by {@code deploy/catwalk} and knows
 * nothing of it. Lets the daemon read the database's clock again after it was turned, and runs the jobs of the daemon's own
 * triggers when the simulated time has reached them. One request a line, one line of answer.
 */
public final class TimeAgent {
    static final String FOLLOW = "follow";
    static final String RUN = "run";
    static final String DONE = "done";

    /** Of jobs, by their triggers: they stay the same. */
    private static final Map<String, JobDataMap> DATA = new HashMap<>();

    private TimeAgent() {}

    /** @param port to listen on, of 127.0.0.1 */
    public static void agentmain(String port) throws IOException {
        ServerSocket server = new ServerSocket(Integer.parseInt(port), 1, InetAddress.getLoopbackAddress());
        Thread thread = Thread.ofPlatform().daemon().name("time-agent").unstarted(() -> serve(server));
        thread.setContextClassLoader(ofDaemon());
        thread.start();
    }

    /** The one that Quarkus keeps the configuration under, which is not that of its classes: beans may be made in a request. */
    private static ClassLoader ofDaemon() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("main"))
                .map(Thread::getContextClassLoader)
                .findFirst()
                .orElseThrow();
    }

    private static void serve(ServerSocket server) {
        try (server;
                Socket socket = server.accept();
                BufferedReader requests =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter answers = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
            socket.setTcpNoDelay(true);
            for (String request = requests.readLine(); request != null; request = requests.readLine()) {
                answers.println(answer(request.split(" ")));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the time agent lost its connection", e);
        }
    }

    private static String answer(String[] request) {
        try {
            switch (request[0]) {
                case FOLLOW -> {
                    bean(DatabaseClock.class).follow();
                    // By itself the daemon does this every five seconds; here, minutes pass in between.
                    bean(TicketWatch.class).listen();
                }
                case RUN -> run(request[1], Instant.parse(request[2]));
                default -> throw new IllegalArgumentException("unknown request: " + request[0]);
            }
            return DONE;
        } catch (Exception e) {
            // All of it for the daemon's log, one line for the wire.
            e.printStackTrace();
            return e.toString().lines().findFirst().orElse("failed");
        }
    }

    /** As Quartz runs a job, with the data of its job and the time for which its trigger was due. */
    private static void run(String trigger, Instant dueAt) throws SchedulerException {
        JobDataMap data = DATA.containsKey(trigger) ? DATA.get(trigger) : dataOf(trigger);
        DATA.put(trigger, data);
        var context = Arc.container().requestContext();
        context.activate();
        try {
            Arc.container()
                    .select(Activity.class, NamedLiteral.of(data.getString("activity")))
                    .get()
                    .run(data, dueAt);
        } finally {
            context.terminate();
        }
    }

    private static JobDataMap dataOf(String trigger) throws SchedulerException {
        Scheduler scheduler = bean(Scheduler.class);
        TriggerKey key = TriggerKey.triggerKey(trigger, Schedules.GROUP);
        return scheduler.getJobDetail(scheduler.getTrigger(key).getJobKey()).getJobDataMap();
    }

    private static <T> T bean(Class<T> type) {
        return Arc.container().select(type).get();
    }
}
