package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.row.Cell;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the documents that claim a business key has its row, after the changes of a
 * batch. Its result depends on what documents there are and, with {@code reject}, on which of them
 * had the row before; not on how their changes come in batches.
 */
final class KeyContest {

    /**
     * What a batch says of one document.
     *
     * @param document names it among all, see {@link Batch#documentOf}
     * @param change the last of its changes; only an upsert has a key
     * @param place where in the stream it is
     * @param gone whether the document is deleted, though a row may stay
     */
    record Wish(String document, TargetChange.OfRow change, Position place, boolean gone) {

        /** The same with the change that it comes to together with those before it. */
        Wish after(TargetChange.OfRow merged) {
            return new Wish(document, merged, place, gone);
        }
    }

    /**
     * What comes of it.
     *
     * @param rows the changes of the table's rows, deletes first where a row changes hands
     * @param put the claims that are new, or not what they were
     * @param removed the claims that are no more, or of another key
     * @param lost those of documents that now wait for another to give up their key
     * @param won documents that do not wait any more
     */
    record Outcome(
            List<TargetChange.OfRow> rows,
            List<Claim> put,
            List<Claim> removed,
            List<Claim> lost,
            Set<String> won) {}

    private final OnDuplicateKey policy;
    private final Function<List<Cell>, String> hash;
    private final Map<String, Claim> before = new HashMap<>();
    private final Map<String, Claim> holders = new HashMap<>();
    private final Map<String, Map<String, Claim>> claims = new TreeMap<>();
    private final Map<String, TargetChange.OfRow> changed = new HashMap<>();
    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<String, Claim> after = new HashMap<>();

    /**
     * @param present all claims to all keys that the batch has to do with
     */
    KeyContest(
            OnDuplicateKey policy, Function<List<Cell>, String> hash, Collection<Claim> present) {
        this.policy = policy;
        this.hash = hash;
        for (Claim claim : present) {
            before.put(claim.document(), claim);
            if (claim.shown()) {
                holders.put(claim.keyHash(), claim);
            }
            put(claim);
        }
    }

    /** Forgets a document whose row the target does not take. */
    void exclude(String document) {
        remove(before.get(document));
    }

    void add(Wish wish) {
        if (wish.change() instanceof TargetChange.Seen) {
            return;
        }
        String document = wish.document();
        Claim earlier = before.get(document);
        remove(earlier);
        Origin origin = wish.change().origin();
        origins.put(document, origin);
        if (wish.change() instanceof TargetChange.Upsert upsert) {
            String keyHash = hash.apply(upsert.key());
            put(
                    new Claim(
                            document,
                            upsert,
                            keyHash,
                            since(wish, keyHash, earlier),
                            false,
                            wish.gone()));
            changed.put(document, upsert);
        } else if (wish.change() instanceof TargetChange.Update update
                && earlier != null
                && earlier.shown()) {
            TargetChange.Delete removal = earlier.removal(origin);
            put(new Claim(document, removal, earlier.keyHash(), earlier.since(), true, true));
            changed.put(
                    document,
                    new TargetChange.Update(origin, update.table(), earlier.key(), update.cells()));
        }
    }

    /** With reject a document keeps its place for as long as it keeps the key. */
    private Position since(Wish wish, String keyHash, @Nullable Claim earlier) {
        boolean keeps =
                policy == OnDuplicateKey.REJECT
                        && earlier != null
                        && !earlier.gone()
                        && earlier.keyHash().equals(keyHash);
        return keeps ? earlier.since() : wish.place();
    }

    private void put(Claim claim) {
        claims.computeIfAbsent(claim.keyHash(), key -> new HashMap<>())
                .put(claim.document(), claim);
    }

    private void remove(@Nullable Claim claim) {
        if (claim != null) {
            claims.get(claim.keyHash()).remove(claim.document());
        }
    }

    Outcome decide() {
        List<TargetChange.OfRow> rows = new ArrayList<>();
        claims.forEach((key, ofKey) -> decide(holders.get(key), ofKey.values(), rows));
        List<Claim> put =
                after.values().stream()
                        .filter(claim -> !claim.equals(before.get(claim.document())))
                        .toList();
        return new Outcome(
                rows,
                put,
                before.values().stream().filter(claim -> !keepsKey(claim)).toList(),
                put.stream().filter(claim -> !claim.shown()).toList(),
                before.values().stream()
                        .filter(claim -> !claim.shown() && !isWaiting(claim.document()))
                        .map(Claim::document)
                        .collect(Collectors.toSet()));
    }

    private boolean keepsKey(Claim earlier) {
        Claim now = after.get(earlier.document());
        return now != null && now.keyHash().equals(earlier.keyHash());
    }

    private boolean isWaiting(String document) {
        Claim now = after.get(document);
        return now != null && !now.shown();
    }

    private void decide(
            @Nullable Claim holder, Collection<Claim> ofKey, List<TargetChange.OfRow> rows) {
        Claim winner = ofKey.stream().max(order()).orElse(null);
        if (holder != null && (winner == null || !winner.document().equals(holder.document()))) {
            rows.add(holder.removal(cause(holder, winner)));
        }
        for (Claim claim : ofKey) {
            if (winner != null && claim.document().equals(winner.document())) {
                win(claim, rows);
            } else if (!claim.gone()) {
                after.put(claim.document(), claim.with(claim.change(), false));
            }
        }
    }

    /** Who gives the key up, else who takes it: that one is to blame if the row can't go. */
    private Origin cause(Claim holder, @Nullable Claim winner) {
        Origin ofHolder = origins.get(holder.document());
        if (ofHolder != null || winner == null) {
            return ofHolder == null ? holder.change().origin() : ofHolder;
        }
        return origins.getOrDefault(winner.document(), winner.change().origin());
    }

    private void win(Claim claim, List<TargetChange.OfRow> rows) {
        Claim earlier = before.get(claim.document());
        TargetChange.OfRow change = changed.get(claim.document());
        boolean held = earlier != null && earlier.shown() && keeps(earlier, claim);
        if (change != null) {
            rows.add(change);
        } else if (!held) {
            rows.add(claim.change());
        }
        if (policy == OnDuplicateKey.LATEST) {
            after.put(claim.document(), claim.with(claim.change(), true));
        } else {
            // Who holds a key never has to wait for it: its row need not be kept elsewhere.
            boolean same = held && earlier.gone() == claim.gone();
            after.put(
                    claim.document(),
                    same ? earlier : claim.with(claim.removal(claim.change().origin()), true));
        }
    }

    private static boolean keeps(Claim earlier, Claim now) {
        return earlier.keyHash().equals(now.keyHash());
    }

    /** The last one wins: what is gone never against what is there. */
    private Comparator<Claim> order() {
        Comparator<Claim> order = Comparator.comparing(claim -> !claim.gone());
        Comparator<Claim> byAge = Comparator.comparing(Claim::since).thenComparing(Claim::document);
        return policy == OnDuplicateKey.LATEST
                ? order.thenComparing(byAge)
                : order.thenComparing(this::isHolder).thenComparing(byAge.reversed());
    }

    private boolean isHolder(Claim claim) {
        Claim holder = holders.get(claim.keyHash());
        return holder != null && holder.document().equals(claim.document());
    }
}
