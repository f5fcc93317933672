package dev.lockstep.mask;

import dev.lockstep.type.ReadableText;
import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Hides values with the keys of a pipeline. Not thread-safe. */
public final class Masker {

    private static final String HIDDEN = "***";

    private final MaskingKeys keys;
    private final @Nullable Mac mac;

    public Masker(MaskingKeys keys) {
        this.keys = keys;
        this.mac = keys.hash() == null ? null : mac(keys.hash());
    }

    private static Mac mac(MaskingKeys.Key key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key.base64()), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    /** What is shown of a value; throws IllegalStateException when the mask's key is not there. */
    public Value hide(Value value, Mask mask) {
        if (value instanceof Value.Null || mask instanceof Mask.ToNull) {
            return Value.Null.INSTANCE;
        } else if (mask instanceof Mask.Partial partial) {
            return new Value.Text(ending(ReadableText.of(value), partial.keep()));
        } else if (mask instanceof Mask.Hash) {
            return new Value.Text(hash(hashedText(value)));
        } else if (mask instanceof Mask.Encrypt) {
            if (keys.encryption().isEmpty()) {
                throw new IllegalStateException("There is no encryption key");
            }
            return new Value.Text(
                    Encryption.encrypt(RelaxedJson.text(value), keys.encryption().get(0)));
        }
        return new Value.Text(HIDDEN);
    }

    private static String ending(String text, int keep) {
        int characters = text.codePointCount(0, text.length());
        return characters <= keep
                ? HIDDEN
                : HIDDEN + text.substring(text.offsetByCodePoints(text.length(), -keep));
    }

    private String hash(String text) {
        if (mac == null) {
            throw new IllegalStateException("There is no hash key");
        }
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** One text for numbers that are equal. */
    private static String hashedText(Value value) {
        if (value instanceof Value.Float64 number) {
            return plain(BigDecimal.valueOf(number.value()));
        }
        return value instanceof Value.Decimal number
                ? plain(number.value())
                : value instanceof Value.Int64 number
                        ? Long.toString(number.value())
                        : ReadableText.of(value);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
