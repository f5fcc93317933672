package dev.lockstep.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChangeEventDeserializerTest {

    @Test
    void takesThePositionFromAToken() {
        assertThat(ChangeEventDeserializer.tokenData("{\"_data\": \"8263AB\"}"))
                .isEqualTo("8263AB");
    }

    /** MongoDB adds these for ids whose type the key string alone does not tell, such as long. */
    @Test
    void takesThePositionFromATokenWithTypeBits() {
        String token =
                "{\"_data\": \"8263AB\", \"_typeBits\": {\"$binary\": {\"base64\": \"gkA=\","
                        + " \"subType\": \"00\"}}}";
        assertThat(ChangeEventDeserializer.tokenData(token)).isEqualTo("8263AB");
    }

    @Test
    void refusesWhatIsNoToken() {
        assertThatThrownBy(() -> ChangeEventDeserializer.tokenData("{\"_id\": 1}"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ChangeEventDeserializer.tokenData(null))
                .isInstanceOf(IllegalStateException.class);
    }
}
