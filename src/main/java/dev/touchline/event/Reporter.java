package dev.touchline.event;

import java.util.Comparator;

/**
 * The account that sent a report. It is not content: duplicates may differ in it.
 *
 * @param account the name in the token, or null if authorization was disabled
 * @param admin whether the token had the role of an administrator or of an operator
 */
public record Reporter(String account, boolean admin) implements Comparable<Reporter> {

    /** The longest name of an account, in characters. */
    public static final int MAX_LENGTH = 200;

    /** The reporter of all reports while authorization is disabled. */
    public static final Reporter NONE = new Reporter(null, false);

    private static final Comparator<Reporter> ORDER = Comparator.comparing(Reporter::admin)
            .thenComparing(Reporter::account, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** Whether the reports count, whoever the owner is: so decide administrators, operators, and all without an account. */
    public boolean decides() {
        return !owns();
    }

    /** Whether the first report makes this account the owner. Administrators and reporters without an account own nothing. */
    boolean owns() {
        return account != null && !admin;
    }

    /** Whether the reports count if the subject belongs to that account. */
    public boolean mayAmend(String owner) {
        return !owns() || account.equals(owner);
    }

    /** A source that is unique to this reporter, for reports whose source agents do not choose. */
    String source(String prefix) {
        return account == null ? prefix : prefix + (admin ? ":admin/" : "/") + account;
    }

    /** Administrators last, then by account. */
    @Override
    public int compareTo(Reporter other) {
        return ORDER.compare(this, other);
    }
}
