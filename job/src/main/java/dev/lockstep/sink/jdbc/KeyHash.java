package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.row.Cell;
import dev.lockstep.type.ColumnFit;
import dev.lockstep.type.Fit;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A hash of a business key, equal for keys that are equal in the columns of their declared types.
 */
final class KeyHash {

    private KeyHash() {}

    /** In hexadecimal digits. */
    static String of(List<Cell> key, Declarations declared) {
        MessageDigest digest = sha256();
        for (Cell cell : key) {
            ColumnMapping column = declared.of(cell.column());
            if (column == null || column.type() == null) {
                throw new IllegalStateException("A business key's column has a declared type");
            }
            if (!(ColumnFit.fit(cell.value(), column.type()) instanceof Fit.Fits fits)) {
                throw new IllegalStateException("The mapping lets only keys pass that fit");
            }
            byte[] text = text(fits.parameter()).getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
            digest.update(text);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String text(Object parameter) {
        if (parameter instanceof BigDecimal number) {
            return number.stripTrailingZeros().toPlainString();
        } else if (parameter instanceof Double number && number == 0) {
            return "0.0"; // a DOUBLE's -0.0 is the same key
        }
        return parameter instanceof byte[] bytes
                ? HexFormat.of().formatHex(bytes)
                : String.valueOf(parameter);
    }

    /** Of a text, in hexadecimal digits. */
    static String of(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
