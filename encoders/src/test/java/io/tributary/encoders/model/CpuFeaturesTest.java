package io.tributary.encoders.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CpuFeaturesTest {
    @Test
    void aProcessorWithVnniTakesSignedWeights() {
        var processor = CpuFeatures.of("amd64", "processor : 0\nflags\t\t: fpu avx2 avx512f avx512_vnni amx_int8\n");

        assertThat(processor.hasVnni()).isTrue();
        assertThat(processor.quantisedNames().get(0)).isEqualTo("qint8_avx512_vnni");
    }

    @Test
    void aProcessorWithoutVnniTakesUnsignedWeights() {
        var processor = CpuFeatures.of("amd64", "flags : fpu sse4_2 avx2\n");

        assertThat(processor.hasVnni()).isFalse();
        assertThat(processor.quantisedNames().get(0)).isEqualTo("quint8_avx2");
    }

    @Test
    void anArmProcessorTakesItsOwn() {
        var processor = CpuFeatures.of("aarch64", "Features : fp asimd asimddp\n");

        assertThat(processor.isArm()).isTrue();
        assertThat(processor.quantisedNames().get(0)).isEqualTo("qint8_arm64");
    }

    @Test
    void whereNothingIsKnownNothingIsAssumed() {
        assertThat(CpuFeatures.of("amd64", "").hasVnni()).isFalse();
        assertThat(CpuFeatures.detected().quantisedNames()).isNotEmpty();
    }
}
