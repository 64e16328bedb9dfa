package dev.catwalk.simulator.push;

/** Whether the push about a change is sent. The real platform loses some for good (protocol page §1.5). */
public enum Announcement {
    PUSHED,
    LOST;

    public static Announcement orPushed(Announcement said) {
        return said == null ? PUSHED : said;
    }
}
