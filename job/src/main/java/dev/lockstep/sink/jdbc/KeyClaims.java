package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Settles in the transaction of a batch which documents have the rows of a table with a business
 * key: two documents that claim one key may be of different writers.
 */
final class KeyClaims {

    private final ClaimTable claims;
    private final List<Claim> tooLarge = new ArrayList<>();

    KeyClaims(ClaimTable claims) {
        this.claims = claims;
    }

    /**
     * Decides, with locks that stay until the transaction ends, and notes who has the keys then.
     *
     * @param wishes what the batch says of its documents
     * @param unfit other documents whose row the target does not take
     * @return what is left to do
     */
    KeyContest.Outcome settle(
            String table,
            Declarations declared,
            Collection<KeyContest.Wish> wishes,
            Set<String> unfit,
            Connection connection)
            throws SQLException {
        Map<String, String> wanted = new HashMap<>();
        Map<String, KeyContest.Wish> byDocument = new HashMap<>();
        for (KeyContest.Wish wish : wishes) {
            String document = KeyHash.of(wish.document());
            byDocument.put(document, wish);
            if (wish.change() instanceof TargetChange.Upsert) {
                wanted.put(document, KeyHash.of(wish.change().key(), declared));
            }
        }
        Map<String, String> known = claims.keysOf(table, byDocument.keySet(), connection);
        List<Claim> announced = new ArrayList<>();
        wanted.forEach(
                (document, key) -> {
                    if (!key.equals(known.get(document))) {
                        announced.add(announcement(byDocument.get(document), key));
                    }
                });
        claims.announce(announced, connection);
        Set<String> keys = new HashSet<>(wanted.values());
        keys.addAll(known.values());
        List<Claim> present = claims.lock(table, keys, connection);
        requireAll(known, present);
        KeyContest contest =
                new KeyContest(
                        declared.onDuplicateKey(), key -> KeyHash.of(key, declared), present);
        unfit.forEach(contest::exclude);
        wishes.forEach(contest::add);
        KeyContest.Outcome outcome = contest.decide();
        note(outcome, announced, connection);
        return outcome;
    }

    /**
     * Whose claim another writer took away since it was read, as the target refused the row, has
     * announced nothing: it begins anew, as after a deadlock.
     */
    private static void requireAll(Map<String, String> known, List<Claim> present)
            throws SQLException {
        Set<String> locked =
                present.stream()
                        .map(claim -> KeyHash.of(claim.document()))
                        .collect(Collectors.toSet());
        if (!locked.containsAll(known.keySet())) {
            throw new SQLTransientException("Claims were removed by another writer", "40001");
        }
    }

    private static Claim announcement(KeyContest.Wish wish, String keyHash) {
        return new Claim(wish.document(), wish.change(), keyHash, new Position(""), false, false);
    }

    private void note(KeyContest.Outcome outcome, List<Claim> announced, Connection connection)
            throws SQLException {
        List<Claim> removed = new ArrayList<>(outcome.removed());
        Set<String> stay = outcome.put().stream().map(Claim::name).collect(Collectors.toSet());
        announced.stream().filter(claim -> !stay.contains(claim.name())).forEach(removed::add);
        claims.remove(removed, connection);
        tooLarge.addAll(claims.put(outcome.put(), connection));
    }

    /** Claims whose rows can't be kept until they get their key. */
    List<Claim> tooLarge() {
        return tooLarge;
    }
}
