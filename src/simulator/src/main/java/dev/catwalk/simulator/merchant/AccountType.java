package dev.catwalk.simulator.merchant;

/** What kind of account authorized; only mini-programs have categories. */
public enum AccountType {
    MINI_PROGRAM,
    OFFICIAL_ACCOUNT
}
