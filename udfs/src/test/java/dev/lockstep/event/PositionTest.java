package dev.lockstep.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionTest {

    /** A token of MongoDB 4.4, of an event at 1763725000.3. */
    private static final Position EVENT =
            new Position(
                    "8269204EC8000000032B022C0100296E5A1004F4C3A2B0D1E04F0E9B1E0D9C8B7A6F5E"
                            + "46645F6964006461DD1F00000000000000000004");

    private static final long TIME = 0x69204EC8_00000003L;

    @Test
    void tellsItsClusterTime() {
        assertThat(EVENT.clusterTime()).isEqualTo(TIME);
        assertThat(Position.before(TIME).clusterTime()).isEqualTo(TIME);
        assertThat(EVENT.followedBy(7).clusterTime()).isEqualTo(TIME);
        assertThat(new Position("82").clusterTime()).isZero();
    }

    @Test
    void beforeATimeIsBetweenTheEventsOfThatTimeAndEarlierOnes() {
        assertThat(Position.before(TIME)).isLessThan(EVENT);
        assertThat(Position.before(TIME + 1)).isGreaterThan(EVENT);
        assertThat(Position.before(0xFFFFFFFF_00000000L)).isGreaterThan(EVENT);
    }

    @Test
    void whatFollowsAnEventIsBeforeTheNextOne() {
        Position next = new Position(EVENT.token().replace("C8000000032B", "C8000000042B"));

        assertThat(EVENT.followedBy(0)).isGreaterThan(EVENT).isLessThan(EVENT.followedBy(1));
        assertThat(EVENT.followedBy(0x9)).isLessThan(EVENT.followedBy(0xA));
        assertThat(EVENT.followedBy(0xFFFF)).isLessThan(next);
    }

    @Test
    void itsTextHasNoDocumentKey() {
        assertThat(EVENT).hasToString("Position[clusterTime=1763725000.3]");
    }
}
