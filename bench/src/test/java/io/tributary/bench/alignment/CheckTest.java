package io.tributary.bench.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class CheckTest {
    private static final MomentKey DOOR = new MomentKey("door", 1000);
    private static final MomentKey GATE = new MomentKey("gate", 1000);

    private final Check check = new Check(Map.of(DOOR, 0b11, GATE, 0b01));

    @Test
    void decisionsAsExpectedAreRight() {
        assertThat(check.take(DOOR, 0b11)).isTrue();
        assertThat(check.isComplete()).isFalse();
        assertThat(check.take(GATE, 0b01)).isTrue();

        assertThat(check.isComplete()).isTrue();
        assertThat(check.verdict()).isEqualTo(new Verdict(2, 0, 0, 0, 0));
        assertThat(check.verdict().isRight()).isTrue();
    }

    @Test
    void eachFaultIsCountedAsWhatItIs() {
        check.take(DOOR, 0b10);
        check.take(DOOR, 0b11);
        check.take(new MomentKey("door", 2000), 0b11);

        assertThat(check.verdict()).isEqualTo(new Verdict(2, 1, 1, 1, 1));
        assertThat(check.verdict().isRight()).isFalse();
    }
}
