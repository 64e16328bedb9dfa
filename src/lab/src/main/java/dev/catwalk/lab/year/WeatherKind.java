package dev.catwalk.lab.year;

import static dev.catwalk.simulator.push.Announcement.LOST;
import static dev.catwalk.simulator.push.Announcement.PUSHED;

import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.AnswerShape;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.Appid;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.Dice;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SampleCategories;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.merchant.Standing;
import dev.catwalk.simulator.push.Announcement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What can happen, how often, and for how long. Rates are guesses, somewhat worse than a bad year. */
enum WeatherKind {
    // Merchants and their categories.
    CATEGORY_SUBMITTED(Rate.PER_300_MERCHANTS, 300) {
        @Override
        void begin(Play play, Weather weather) {
            Dice dice = weather.dice();
            SampleCategories.Entry entry = dice.pick(SampleCategories.ENTRIES);
            any(play, dice, Readable.NOW).ifPresent(merchant -> {
                Optional<SimulatedCategory> rejected = with(merchant, SimulatedCategory.REJECTED);
                List<SimulatedCategory> known = merchant.truth().categories();
                if (rejected.isPresent() && dice.chance(0.5)) {
                    merchant.submit(rejected.get().first(), rejected.get().second());
                } else if (known.stream().noneMatch(category -> category.is(entry.first(), entry.second()))
                        && known.size() < merchant.truth().quota().categoryLimit()) {
                    merchant.submit(entry.first(), entry.second());
                }
            });
        }
    },
    CATEGORY_DECIDED(Rate.PER_300_MERCHANTS, 300) {
        @Override
        void begin(Play play, Weather weather) {
            Dice dice = weather.dice();
            any(
                            play,
                            dice,
                            merchant -> Readable.NOW.test(merchant)
                                    && with(merchant, SimulatedCategory.UNDER_REVIEW)
                                            .isPresent())
                    .ifPresent(merchant -> {
                        SimulatedCategory waiting =
                                with(merchant, SimulatedCategory.UNDER_REVIEW).get();
                        AuditDecision decision = dice.chance(0.6)
                                ? AuditDecision.approved()
                                : AuditDecision.rejected(dice.pick(SampleCategories.REJECTION_REASONS));
                        play.pushed(merchant.decide(
                                waiting.first(),
                                waiting.second(),
                                dice.chance(PUSH_LOST) ? decision.unannounced() : decision));
                    });
        }
    },
    CATEGORY_EXPIRED_OR_RENEWED(Rate.PER_300_MERCHANTS, 20) {
        @Override
        void begin(Play play, Weather weather) {
            change(
                    play,
                    weather.dice(),
                    SimulatedCategory.APPROVED,
                    (merchant, category) -> merchant.expire(category.first(), category.second(), !category.expired()));
        }
    },
    CATEGORY_RENAMED(Rate.PER_300_MERCHANTS, 10) {
        @Override
        void begin(Play play, Weather weather) {
            change(
                    play,
                    weather.dice(),
                    SimulatedCategory.APPROVED,
                    (merchant, category) ->
                            merchant.put(category.renamed(category.firstName(), category.secondName() + "·新")));
        }
    },
    CATEGORY_RETIRED(Rate.PER_300_MERCHANTS, 30) {
        @Override
        void begin(Play play, Weather weather) {
            Dice dice = weather.dice();
            any(
                            play,
                            dice,
                            merchant -> Readable.NOW.test(merchant)
                                    && merchant.truth().categories().size() > 1)
                    .ifPresent(merchant -> {
                        SimulatedCategory gone = dice.pick(merchant.truth().categories());
                        merchant.remove(gone.first(), gone.second());
                    });
        }
    },
    MERCHANT_COMES(Rate.PER_300_MERCHANTS, 15) {
        @Override
        void begin(Play play, Weather weather) {
            Dice dice = weather.dice();
            SampleCategories.Entry entry = dice.pick(SampleCategories.ENTRIES);
            SimulatedMerchant merchant = play.platform()
                    .authorize(
                            MerchantProfile.miniProgram(Appid.of(dice.nextLong()))
                                    .granting(17, 18, 30)
                                    .having(entry.set(SimulatedCategory.APPROVED, "")),
                            notice(dice));
            play.excuses().came(merchant);
        }
    },
    MERCHANT_LEAVES(Rate.PER_300_MERCHANTS, 12) {
        @Override
        void begin(Play play, Weather weather) {
            any(play, weather.dice(), Readable.NOW).ifPresent(merchant -> {
                play.excuses().touch(merchant);
                play.pushed(merchant.unauthorize(notice(weather.dice())));
            });
        }
    },
    MERCHANT_RETURNS(Rate.PER_300_MERCHANTS, 10) {
        @Override
        void begin(Play play, Weather weather) {
            any(
                            play,
                            weather.dice(),
                            merchant -> !merchant.truth().authorized()
                                    || !merchant.truth().queried())
                    .ifPresent(merchant -> {
                        play.excuses().touch(merchant);
                        play.pushed(merchant.reauthorize(PUSHED));
                    });
        }
    },
    /** It authorized anew and no push came: the refresh token that we hold is dead, and no call shows the new one. */
    MERCHANT_REPLACES_TOKEN(Rate.PER_300_MERCHANTS, 3) {
        @Override
        void begin(Play play, Weather weather) {
            any(play, weather.dice(), Readable.NOW).ifPresent(merchant -> {
                play.excuses().touch(merchant);
                play.pushed(merchant.reauthorize(LOST));
            });
        }
    },
    PERMISSIONS_CHANGED(Rate.PER_300_MERCHANTS, 12) {
        @Override
        void begin(Play play, Weather weather) {
            Dice dice = weather.dice();
            any(play, dice, merchant -> merchant.truth().authorized()).ifPresent(merchant -> {
                play.excuses().touch(merchant);
                Announcement notice = notice(dice);
                play.pushed(merchant.grant(dice.pick(GRANTS), notice));
                // Unheard of, it is found when what was refused is tried again after a day, or by the roster.
                play.excuses().merchant(merchant.appid(), play.now().plus(Duration.ofHours(25)));
            });
        }
    },
    ACCOUNT_FROZEN(Rate.PER_300_MERCHANTS, 6, Duration.ofHours(1), Duration.ofDays(12)) {
        @Override
        void begin(Play play, Weather weather) {
            subject(play, weather).ifPresent(merchant -> {
                play.excuses().touch(merchant);
                merchant.standing(weather.dice().chance(0.5) ? Standing.FROZEN : Standing.BANNED);
            });
        }

        @Override
        void end(Play play, Weather weather) {
            subject(play, weather).ifPresent(merchant -> {
                merchant.standing(Standing.NORMAL);
                // What is not supported is tried again after seven days.
                play.excuses().merchant(merchant.appid(), play.now().plus(Duration.ofDays(7)));
            });
        }
    },

    // Pushes.
    PUSHES_LOST(20) {
        @Override
        void begin(Play play, Weather weather) {
            play.platform().pushes().loseNext(1 + weather.dice().below(6));
        }
    },
    PUSHES_DOUBLED(20) {
        @Override
        void begin(Play play, Weather weather) {
            play.platform().pushes().doubleNext(1 + weather.dice().below(6));
        }
    },
    PUSHES_REORDERED(10, Duration.ofMinutes(10), Duration.ofMinutes(25)) {
        @Override
        void begin(Play play, Weather weather) {
            play.holdPushes(true);
            play.excuses().all(weather.ends());
        }

        @Override
        void end(Play play, Weather weather) {
            play.holdPushes(false);
        }
    },
    TICKET_SILENCE(3, Duration.ofMinutes(5), Duration.ofHours(13)) {
        @Override
        void begin(Play play, Weather weather) {
            play.silence(weather.ends());
            // A ticket lives for twelve hours, the component's token for two more.
            if (Duration.between(weather.begins(), weather.ends()).compareTo(Duration.ofHours(11)) > 0) {
                stop(play, weather, weather.begins().plus(Duration.ofHours(11)), false);
            }
        }
    },

    // Calls.
    STORM(4, Duration.ofMinutes(20), Duration.ofHours(3)) {
        @Override
        void begin(Play play, Weather weather) {
            strike(play, weather, Fault.errcode(-1), 0.3 + weather.dice().below(70) / 100.0);
        }
    },
    SLOW_HOUR(4, Duration.ofMinutes(20), Duration.ofHours(2)) {
        @Override
        void begin(Play play, Weather weather) {
            strike(
                    play,
                    weather,
                    Fault.delay(Duration.ofMillis(100 + weather.dice().below(300))),
                    0.05);
        }
    },
    SERVER_ERRORS(3, Duration.ofMinutes(20), Duration.ofHours(3)) {
        @Override
        void begin(Play play, Weather weather) {
            strike(
                    play,
                    weather,
                    Fault.of(new FaultEffect.HttpStatus(500 + weather.dice().below(5))),
                    0.2 + weather.dice().below(80) / 100.0);
        }
    },
    WRONG_ANSWERS(4, Duration.ofMinutes(20), Duration.ofHours(3)) {
        @Override
        void begin(Play play, Weather weather) {
            strike(
                    play,
                    weather,
                    weather.dice().pick(NONSENSE),
                    0.1 + weather.dice().below(40) / 100.0);
        }
    },
    EMPTY_ANSWERS(6) {
        @Override
        void begin(Play play, Weather weather) {
            play.faults()
                    .add(Fault.shape(AnswerShape.CATEGORIES_EMPTY)
                            .on(Api.GET_CATEGORY)
                            .times(1 + weather.dice().below(20))
                            .until(weather.begins().plus(Duration.ofMinutes(4))));
            // What is unbelievably empty is read again by the next walk.
            play.excuses().all(play.now().plus(Duration.ofMinutes(4)));
        }
    },
    QUOTA_NIGHT(1) {
        @Override
        void begin(Play play, Weather weather) {
            play.faults()
                    .add(Fault.errcode(45009)
                            .on(Api.GET_CATEGORY)
                            .share(0.5)
                            .until(play.faults().midnight()));
            play.excuses().all(play.faults().midnight());
        }
    },

    // The component.
    SECRET_RESET(0.5, Duration.ofMinutes(20), Duration.ofHours(6)) {
        @Override
        void begin(Play play, Weather weather) {
            String secret = "%032x".formatted(weather.dice().nextLong());
            play.platform().resetSecret(secret);
            stop(play, weather, weather.begins(), false);
        }

        @Override
        void end(Play play, Weather weather) {
            play.restart(scene -> scene.configure(
                    "catwalk.component.secret", play.platform().credentials().secret()));
        }
    },
    WHITELIST_LOSS(1, Duration.ofMinutes(10), Duration.ofHours(5)) {
        @Override
        void begin(Play play, Weather weather) {
            play.platform().refuseIp();
            stop(play, weather, weather.begins(), true);
        }

        @Override
        void end(Play play, Weather weather) {
            play.platform().allowIp();
        }
    },
    UNPUBLISHED(0.5, Duration.ofMinutes(10), Duration.ofHours(5)) {
        @Override
        void begin(Play play, Weather weather) {
            play.platform().unpublish();
            stop(play, weather, weather.begins(), true);
        }

        @Override
        void end(Play play, Weather weather) {
            play.platform().publish();
        }
    },
    AES_KEY_CHANGED(0.5, Duration.ofMinutes(5), Duration.ofMinutes(25)) {
        @Override
        void begin(Play play, Weather weather) {
            String before = play.platform().credentials().encodingAesKey();
            play.platform().rotateEncodingAesKey(weather.dice().base64Url(32).replaceAll("[-_]", "A"), 0.3);
            play.restart(scene -> {
                scene.configure("catwalk.component.previous-encoding-aes-key", before);
                scene.configure(
                        "catwalk.component.encoding-aes-key",
                        play.platform().credentials().encodingAesKey());
            });
        }
    },
    TOKENS_DIE_EARLY(6) {
        @Override
        void begin(Play play, Weather weather) {
            play.merchants().stream()
                    .filter(_ -> weather.dice().chance(0.3))
                    .forEach(SimulatedMerchant::invalidateAccessTokens);
        }
    },
    COMPONENT_TOKEN_DIES_EARLY(4) {
        @Override
        void begin(Play play, Weather weather) {
            play.platform().invalidateAccessTokens();
        }
    },

    // Surroundings.
    DATABASE_RESTART(3) {
        @Override
        void begin(Play play, Weather weather) {
            play.strikeNextWalk(weather.dice(), Play::restartDatabase);
        }
    },
    /** As after a fail-over without a reset. A relay stands between for no longer than that takes. */
    CONNECTIONS_FREEZE(1, Duration.ofMinutes(70), Duration.ofMinutes(90)) {
        @Override
        void begin(Play play, Weather weather) {
            play.restart(Scene::connectByRelay);
            play.strikeNextWalk(weather.dice(), Play::freezeConnections);
        }

        @Override
        void end(Play play, Weather weather) {
            play.restart(Scene::connectDirectly);
        }
    },
    DISK_FULL(0.5, Duration.ofMinutes(5), Duration.ofHours(2)) {
        @Override
        void begin(Play play, Weather weather) {
            play.strikeNextWalk(weather.dice(), struck -> struck.fillDisk(weather.ends()));
        }
    },
    /** By no more than nodes may differ. What a node's own clock shows is years off all the time, and by more after each turn. */
    DATABASE_CLOCK_STEPS(1, Duration.ofMinutes(10), Duration.ofHours(10)) {
        @Override
        void begin(Play play, Weather weather) {
            play.shiftDatabaseClock(Duration.ofSeconds(weather.dice().below(2 * 90) - 90));
        }

        @Override
        void end(Play play, Weather weather) {
            play.shiftDatabaseClock(Duration.ZERO);
        }
    },
    /** Two work beside each other, and one of them has the configuration of an earlier version. */
    SECOND_NODE(2, Duration.ofHours(3), Duration.ofHours(60)) {
        @Override
        void begin(Play play, Weather weather) {
            play.startSecond();
        }

        @Override
        void end(Play play, Weather weather) {
            boolean killed = weather.dice().chance(0.5);
            play.strikeNextWalk(weather.dice(), struck -> struck.endSecond(killed));
        }
    },
    NODE_DIES(3, Duration.ofMinutes(1), Duration.ofMinutes(50)) {
        @Override
        void begin(Play play, Weather weather) {
            play.strikeNextWalk(weather.dice(), struck -> struck.killFirst(weather.ends()));
        }
    },
    NODE_RESTARTED(4) {
        @Override
        void begin(Play play, Weather weather) {
            play.strikeNextWalk(weather.dice(), struck -> struck.restart(_ -> {}));
        }
    },
    /** What happened after the backup is forgotten. */
    RESTORED(0.5, Duration.ofHours(1), Duration.ofHours(30)) {
        @Override
        void begin(Play play, Weather weather) {
            play.backUp();
        }

        @Override
        void end(Play play, Weather weather) {
            play.restore();
        }
    },
    RECEIVER_DOWN(1.5, Duration.ofHours(1), Duration.ofHours(60)) {
        @Override
        void begin(Play play, Weather weather) {
            outage(play, weather, () -> {}, () -> {});
        }
    },

    // The operator.
    PRUNED(1) {
        @Override
        void begin(Play play, Weather weather) {
            play.prune();
        }
    },
    KEY_ROTATED(0.5) {
        @Override
        void begin(Play play, Weather weather) {
            play.rotateKey();
        }
    },
    SCHEDULE_CHANGED(0.5) {
        @Override
        void begin(Play play, Weather weather) {
            String schedule = "0 " + weather.dice().below(60) + " * * * ?";
            play.restart(scene -> scene.configure("catwalk.walk.schedule", schedule));
        }
    },
    /** The only one: alerts are recorded meanwhile, and those that were not delivered yet wait. */
    CHANNEL_REMOVED(0.5, Duration.ofHours(1), Duration.ofHours(60)) {
        @Override
        void begin(Play play, Weather weather) {
            outage(play, weather, () -> play.restart(Scene::removeChannel), () -> play.restart(Scene::addChannel));
        }
    };

    private static final double PUSH_LOST = 0.1;

    /** Of failed calls: somewhat less than the daemon's own share, since it sees few calls at a time. */
    private static final double OPENS_CIRCUIT = 0.4;

    private static final List<List<Integer>> GRANTS =
            List.of(List.of(17, 18, 30), List.of(18, 30, 31, 49), List.of(17, 18, 61), List.of(17, 18));

    /** What must never be taken for an answer; what a walk believes at the second sight is no fault of its own. */
    private static final List<Fault> NONSENSE = List.of(
            Fault.of(new FaultEffect.Reset()),
            Fault.of(new FaultEffect.EmptyBody()),
            Fault.of(new FaultEffect.TruncatedBody()),
            Fault.of(new FaultEffect.HtmlBody()),
            Fault.shape(AnswerShape.CATEGORIES_STRING),
            Fault.shape(AnswerShape.CATEGORY_WITHOUT_FIRST),
            Fault.shape(AnswerShape.CATEGORY_ID_NOT_NUMERIC),
            // Where it is missing in the list and in a merchant's own data, the merchant has none.
            Fault.shape(AnswerShape.REFRESH_TOKEN_MISSING).on(Api.AUTHORIZER_TOKEN),
            Fault.shape(AnswerShape.REFRESH_TOKEN_NULL).on(Api.AUTHORIZER_TOKEN),
            Fault.shape(AnswerShape.REFRESH_TOKEN_EMPTY).on(Api.AUTHORIZER_TOKEN),
            Fault.shape(AnswerShape.REFRESH_TOKEN_FALSE).on(Api.AUTHORIZER_TOKEN),
            Fault.shape(AnswerShape.LIST_IN_HUNDREDS),
            Fault.shape(AnswerShape.UNKNOWN_FIELDS),
            Fault.shape(AnswerShape.NUMERIC_STRINGS));

    private final Rate rate;
    private final double perMonth;
    private final Duration least;
    private final Duration most;

    private enum Rate {
        OF_ALL,
        PER_300_MERCHANTS
    }

    WeatherKind(double perMonth) {
        this(Rate.OF_ALL, perMonth, Duration.ZERO, Duration.ZERO);
    }

    WeatherKind(double perMonth, Duration least, Duration most) {
        this(Rate.OF_ALL, perMonth, least, most);
    }

    WeatherKind(Rate rate, double perMonth) {
        this(rate, perMonth, Duration.ZERO, Duration.ZERO);
    }

    WeatherKind(Rate rate, double perMonth, Duration least, Duration most) {
        this.rate = rate;
        this.perMonth = perMonth;
        this.least = least;
        this.most = most;
    }

    double perMonth(int merchants) {
        return rate == Rate.OF_ALL ? perMonth : perMonth * merchants / 300;
    }

    Duration lasts(Dice dice) {
        return least.plusSeconds(dice.below((int) most.minus(least).toSeconds() + 1));
    }

    abstract void begin(Play play, Weather weather);

    void end(Play play, Weather weather) {}

    private interface Readable extends Predicate<SimulatedMerchant> {
        Predicate<SimulatedMerchant> NOW = merchant -> {
            MerchantTruth truth = merchant.truth();
            return truth.authorized() && truth.queried() && truth.getcategoryErrcode() == 0;
        };
    }

    private interface Change {
        void to(SimulatedMerchant merchant, SimulatedCategory category);
    }

    private static void change(Play play, Dice dice, int status, Change change) {
        any(
                        play,
                        dice,
                        merchant -> Readable.NOW.test(merchant)
                                && with(merchant, status).isPresent())
                .ifPresent(
                        merchant -> change.to(merchant, with(merchant, status).get()));
    }

    private static Optional<SimulatedCategory> with(SimulatedMerchant merchant, int status) {
        return merchant.truth().categories().stream()
                .filter(category -> category.auditStatus() == status)
                .findFirst();
    }

    private static Optional<SimulatedMerchant> any(Play play, Dice dice, Predicate<SimulatedMerchant> condition) {
        List<SimulatedMerchant> all = play.merchants();
        int first = dice.below(all.size());
        for (int i = 0; i < all.size(); i++) {
            SimulatedMerchant merchant = all.get((first + i) % all.size());
            if (condition.test(merchant)) {
                return Optional.of(merchant);
            }
        }
        return Optional.empty();
    }

    /** The same at the beginning and at the end. */
    private static Optional<SimulatedMerchant> subject(Play play, Weather weather) {
        return play.subjects()
                .computeIfAbsent(
                        weather.number(),
                        _ -> any(
                                play,
                                weather.dice(),
                                merchant -> merchant.truth().accountType() == AccountType.MINI_PROGRAM
                                        && Readable.NOW.test(merchant)));
    }

    /** @param atOnce whether no token of before helps; in two hours a walk over all meets it, whatever else happens */
    private static void stop(Play play, Weather weather, Instant from, boolean atOnce) {
        boolean mustBeMet = atOnce && Duration.between(from, weather.ends()).compareTo(Duration.ofHours(2)) > 0;
        play.excuses().stop(new Excuses.Stop(from, weather.ends(), mustBeMet));
    }

    /** Of the only receiver of alerts. */
    private static void outage(Play play, Weather weather, Runnable begin, Runnable end) {
        if (play.receiver().mayGoDown(play.now())) {
            play.receiver().goDown();
            begin.run();
            play.at(weather.ends(), () -> {
                play.receiver().comeUp(play.now());
                end.run();
            });
        }
    }

    private static Announcement notice(Dice dice) {
        return dice.chance(PUSH_LOST) ? LOST : PUSHED;
    }

    private static void strike(Play play, Weather weather, Fault fault, double share) {
        play.faults().add(fault.share(share).until(weather.ends()));
        play.excuses().all(weather.ends());
        if (share > OPENS_CIRCUIT) {
            play.at(weather.ends(), play::awaitCircuit);
        }
    }
}
