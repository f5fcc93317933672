package dev.lockstep.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MaskerTest {

    private static final MaskingKeys.Key OLD =
            new MaskingKeys.Key("old", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    private static final MaskingKeys.Key NEW =
            new MaskingKeys.Key("new", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=");
    private static final MaskingKeys KEYS = new MaskingKeys(OLD, List.of(NEW, OLD));

    /** As {@code printf a@b.c | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef}. */
    private static final String HASH =
            "3886181b3f62cb86a889165310b9fd1359155fe99a53ae3f03be7f10eb23d698";

    private final Masker masker = new Masker(KEYS);

    static Stream<Arguments> masks() {
        return Stream.of(
                arguments(new Mask.Redact(), text("a@b.c"), text("***")),
                arguments(new Mask.Redact(), new Value.Int32(7), text("***")),
                arguments(new Mask.Redact(), Value.Null.INSTANCE, Value.Null.INSTANCE),
                arguments(new Mask.Partial(4), text("4111111111111234"), text("***1234")),
                arguments(new Mask.Partial(4), text("1234"), text("***")),
                arguments(new Mask.Partial(1), text("x😀"), text("***😀")),
                arguments(new Mask.Partial(2), new Value.Int64(12345), text("***45")),
                arguments(new Mask.ToNull(), text("a@b.c"), Value.Null.INSTANCE),
                arguments(new Mask.Hash(), text("a@b.c"), text(HASH)),
                arguments(new Mask.Hash(), Value.Null.INSTANCE, Value.Null.INSTANCE),
                arguments(new Mask.Encrypt(), Value.Null.INSTANCE, Value.Null.INSTANCE));
    }

    @ParameterizedTest
    @MethodSource("masks")
    void hides(Mask mask, Value value, Value shown) {
        assertThat(masker.hide(value, mask)).isEqualTo(shown);
    }

    @Test
    void equalNumbersHaveOneHash() {
        assertThat(
                        Stream.of(
                                        new Value.Int32(100),
                                        new Value.Int64(100),
                                        new Value.Float64(100),
                                        new Value.Decimal(new BigDecimal("1.00E+2")))
                                .map(number -> masker.hide(number, new Mask.Hash())))
                .containsOnly(masker.hide(text("100"), new Mask.Hash()));
    }

    @Test
    void whatIsEncryptedCanBeDecryptedWithTheKeyThatItNames() {
        String encrypted = encrypted(text("a@b.c"), KEYS);

        assertThat(encrypted).startsWith("1:new:").doesNotContain("a@b.c");
        assertThat(Encryption.decrypt(encrypted, KEYS)).contains("\"a@b.c\"");
        assertThat(encrypted(text("a@b.c"), KEYS)).isNotEqualTo(encrypted);
        String before = encrypted(new Value.Int64(1L << 60), new MaskingKeys(null, List.of(OLD)));
        assertThat(Encryption.decrypt(before, KEYS))
                .contains("{\"$numberLong\":\"1152921504606846976\"}");
    }

    @Test
    void whatWasChangedOrHasNoKeyIsNotDecrypted() {
        String encrypted = encrypted(text("a@b.c"), KEYS);

        for (String wrong :
                List.of(
                        "",
                        "a@b.c",
                        "1:new:",
                        "1:new:!",
                        "2" + encrypted.substring(1),
                        encrypted.replace(":new:", ":old:"),
                        encrypted.replace(":new:", ":other:"),
                        encrypted.substring(0, encrypted.length() - 4),
                        encrypted.substring(0, 12)
                                + (encrypted.charAt(12) == 'A' ? 'B' : 'A')
                                + encrypted.substring(13))) {
            assertThat(Encryption.decrypt(wrong, KEYS)).as(wrong).isEmpty();
        }
    }

    @Test
    void noKeyIsInATextOfItself() {
        assertThat(KEYS.toString()).doesNotContain(OLD.base64()).doesNotContain(NEW.base64());
    }

    private static String encrypted(Value value, MaskingKeys keys) {
        return ((Value.Text) new Masker(keys).hide(value, new Mask.Encrypt())).value();
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }
}
