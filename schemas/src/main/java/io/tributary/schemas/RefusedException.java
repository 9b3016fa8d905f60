package io.tributary.schemas;

/** One input is bad; the runtime is not. Caught where the input can be set aside with its reason. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal.Cause cause, String field, String detail) {
        super(cause + " " + field + ": " + detail);
        this.refusal = new Refusal(cause, field, detail);
    }

    public Refusal refusal() {
        return refusal;
    }
}
