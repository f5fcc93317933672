package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import org.junit.jupiter.api.Test;

/** The bits of one number are those that real servers' tokens show, such as {@code QA==}. */
final class TypeBitsTest {

    @Test
    void intsAndWhatIsNoNumberHaveNone() {
        assertThat(of(7)).isNull();
        assertThat(of("7")).isNull();
        assertThat(of(new ObjectId())).isNull();
        assertThat(of(new Document("a", 1).append("b", "x"))).isNull();
    }

    @Test
    void otherNumbersAreTold() {
        assertThat(of(7L)).isEqualTo(bits(0x40));
        assertThat(of(7.0)).isEqualTo(bits(0x81, 0x80));
        assertThat(of(Decimal128.fromNumber(7L))).isEqualTo(bits(0x81, 0xC0));
    }

    @Test
    void numbersInADocumentAreToldInTheirOrder() {
        assertThat(of(new Document("a", 1).append("b", new Document("c", 2L))))
                .isEqualTo(bits(0x82, 0x00, 0x01));
    }

    private static BinData of(Object id) {
        return TypeBits.of(EncodedDocument.of(new Document("_id", id)));
    }

    private static BinData bits(int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            data[i] = (byte) bytes[i];
        }
        return new BinData(data);
    }
}
