package io.tributary.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ObservationJsonTest {
    private static final String BEGINNING = "{'id':'m1/x/1','entity':'m1','modality':'x','at':'2026-01-01T00:00:00Z',";

    @Test
    void everyObservationIsReadAsItWasWritten() throws Exception {
        for (Observation observation : Values.observations()) {
            assertThat(read(ObservationJson.write(observation).toString())).isEqualTo(observation);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            not JSON at all                          | value      | UNREADABLE        | not JSON
            [1]                                      | value      | UNREADABLE        | a JSON ARRAY, expected an object
            {'id':'a'} {'id':'b'}                    | value      | UNREADABLE        | not JSON
            {'entity':'m1'}                          | id         | INVALID_FIELD     | id is missing, expected a text
            {'id':7}                                 | id         | INVALID_FIELD     | id is 7, expected a text
            {'id':'a','entity':' ','modality':'x','at':'2026-01-01T00:00:00Z','text':'t'} | value | INVALID_FIELD | entity is empty
            {'id':'a','entity':'m1','modality':'x','at':'yesterday','text':'t'} | at | INVALID_FIELD | at is "yesterday", expected ISO-8601
            {'id':'a','entity':'m1','modality':'x','at':'+1000000000-12-31T23:59:59Z','text':'t'} | value | INVALID_FIELD | at is +1000000000
            """)
    void aRecordThatIsNoObservationIsRefusedInWords(String json, String field, Refusal.Cause cause, String words) {
        assertRefused(json, field, cause, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            'nothing':1                              | payload    | payload is missing, expected one of
            'text':'a','image':'b'                   | payload    | payload is text and image, expected one of
            'text':7                                 | text       | text is 7, expected a text
            'samples':[[1]]                          | channels   | channels is missing, expected a list of names
            'channels':['a',7],'samples':[[1,2]]     | channels   | channels is a list with 7
            'channels':'a','samples':[[1]]           | channels   | channels is "a", expected a list of names
            'channels':['a'],'samples':{}            | samples    | expected a list of rows
            'channels':['a'],'samples':[1,2]         | samples    | samples is a list with 1, expected rows of 1 value
            'channels':['a','b'],'samples':[[1]]     | samples    | samples is a row of 1 values, expected rows of 2
            'channels':['a'],'samples':[['x']]       | samples    | samples is the value "x", expected a number, or null
            'channels':['a'],'samples':[]            | value      | expected rows
            'channels':[],'samples':[[]]             | value      | a reading has no channels
            'channels':['a'],'samples':[[1],[2]]     | value      | a reading of 2 rows has no times
            'channels':['a'],'samples':[[1]],'rate_hz':'fast' | rate_hz | rate_hz is "fast", expected a number
            'channels':['a'],'samples':[[1]],'rate_hz':-1     | value   | rate_hz is -1.0
            'channels':['a'],'samples':[[1],[2]],'offsets_ms':[0]     | value | 2 rows has 1 times
            'channels':['a'],'samples':[[1],[2]],'offsets_ms':[0,'x'] | offsets_ms | offsets_ms is a list with "x"
            'channels':['a'],'samples':[[1]],'offsets_ms':[3000000000] | offsets_ms | expected a list of whole numbers
            """)
    void aPayloadThatIsWrongIsRefusedInWords(String payload, String field, String words) {
        assertRefused(BEGINNING + payload + "}", field, Refusal.Cause.INVALID_FIELD, words);
    }

    @Test
    void anImageThatIsNotBase64IsRefused() {
        assertRefused(BEGINNING + "'image':'***'}", "image", Refusal.Cause.UNDECODABLE_IMAGE, "not base64");
    }

    @Test
    void aRefusalNeverCarriesAWholePayload() {
        String detail =
                refusal(BEGINNING + "'text':['" + "x".repeat(10_000) + "']}").detail();
        assertThat(detail).hasSizeLessThan(200).contains("…");
    }

    @Test
    void aMissingValueIsNotANumber() throws Exception {
        var reading = (Payload.Reading)
                read(BEGINNING + "'channels':['a','b'],'samples':[[1,null]]}").payload();
        assertThat(reading.value(0, 0)).isEqualTo(1f);
        assertThat(reading.value(0, 1)).isNaN();
    }

    private static void assertRefused(String json, String field, Refusal.Cause cause, String words) {
        Refusal refusal = refusal(json);
        assertThat(refusal.detail()).contains(words);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.cause()).isEqualTo(cause);
    }

    private static Refusal refusal(String json) {
        var refused = new Refusal[1];
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(RefusedException.class, e -> refused[0] = e.refusal());
        return refused[0];
    }

    private static Observation read(String json) throws RefusedException {
        return ObservationJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
