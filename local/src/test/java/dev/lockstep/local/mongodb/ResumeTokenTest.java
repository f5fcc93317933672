package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.BinData;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class ResumeTokenTest {

    @Provide
    Arbitrary<ResumeToken> tokens() {
        Arbitrary<Long> times = Arbitraries.longs().greaterOrEqual(0);
        Arbitrary<Integer> indexes = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        Arbitrary<BinData> typeBits =
                Arbitraries.bytes().array(byte[].class).map(BinData::new).injectNull(0.5);
        return Combinators.combine(times, flags, indexes, flags, typeBits).as(ResumeToken::new);
    }

    @Property
    void textIsReadBack(@ForAll("tokens") ResumeToken token) {
        assertThat(ResumeToken.parse(token.toDocument())).isEqualTo(token);
    }

    @Property
    void textsOrderAsTokensDo(
            @ForAll("tokens") ResumeToken left, @ForAll("tokens") ResumeToken right) {
        int order = left.toString().compareTo(right.toString());
        assertThat(Integer.signum(order)).isEqualTo(Integer.signum(left.compareTo(right)));
    }

    @Property
    void aTimeBeginsWithItsHighWaterMarkAndAnInvalidateFollowsItsEvent(
            @ForAll("tokens") ResumeToken token) {
        ResumeToken event = ResumeToken.ofEvent(token.time(), token.index());
        assertThat(List.of(ResumeToken.highWaterMark(token.time()), event, event.ofInvalidate()))
                .isSortedAccordingTo(Comparator.naturalOrder());
    }
}
