package dev.catwalk.simulator.merchant;

/** {@code account_status} of an account, and what the category call answers for it (protocol page §3.2 no. 6 and §5.2). */
public enum Standing {
    NORMAL(1, 0),
    WARNED(18, 0),
    BANNED(16, 48004),
    FROZEN(19, 50002),
    CANCELLED(14, 50002);

    private final int accountStatus;
    private final int errcode;

    Standing(int accountStatus, int errcode) {
        this.accountStatus = accountStatus;
        this.errcode = errcode;
    }

    public int accountStatus() {
        return accountStatus;
    }

    /** 0 when the account may call. */
    int errcode() {
        return errcode;
    }
}
