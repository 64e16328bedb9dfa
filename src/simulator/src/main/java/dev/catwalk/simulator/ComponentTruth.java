package dev.catwalk.simulator;

/**
 * What is true about a component now.
 *
 * @param ticket as a push would bring it now, for scripts that take no pushes
 * @param authorized merchants that are authorized
 */
public record ComponentTruth(
        String appid,
        String secret,
        String pushToken,
        String encodingAesKey,
        String ticket,
        boolean ticketsPushed,
        boolean ipAllowed,
        boolean published,
        int merchants,
        int authorized) {}
