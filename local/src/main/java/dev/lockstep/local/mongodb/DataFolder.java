package dev.lockstep.local.mongodb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that one server keeps its data in: a file that is locked while the server runs, and a
 * journal, which is begun anew, with nothing in it that is outdated, at every start and when it has
 * grown far beyond what the server holds. The new journal gets its name when it is whole, so one of
 * both is always there.
 */
final class DataFolder implements Journal, AutoCloseable {
    /** Names the format: a change of it changes the name. */
    private static final String JOURNAL = "lockstep-mongodb-1.journal";

    private static final String UNFINISHED = JOURNAL + ".new";
    private static final String ANY_JOURNAL = "lockstep-mongodb-";
    private static final String LOCK = "lock";
    private static final Set<String> OWN = Set.of(JOURNAL, UNFINISHED, LOCK);
    private static final long ROOM = 256L << 20;
    private static final long COMMIT_EVERY = 1L << 20;

    private final Path folder;
    private final FileChannel lock;
    private volatile @Nullable JournalFile file;
    private long sizeWhenBegun;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes the folder if it is not there, and locks it.
     *
     * @throws MongoDbStartException when it can't be used, with the reason for a person
     */
    static DataFolder open(Path folder) {
        try {
            Files.createDirectories(folder);
            requireOwn(folder);
            FileChannel lock =
                    FileChannel.open(
                            folder.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!isLocked(lock)) {
                lock.close();
                throw unusable(folder, "another server runs on it; end that one first", null);
            }
            return new DataFolder(folder, lock);
        } catch (IOException e) {
            throw unusable(folder, "it can't be written (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            // By another server of this process.
            return false;
        }
    }

    private static void requireOwn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString()).toList();
            // A lock without a journal is left by a server that was killed as it began.
            if (names.stream().allMatch(OWN::contains)) {
                return;
            }
            throw unusable(
                    folder,
                    names.stream().anyMatch(name -> name.startsWith(ANY_JOURNAL))
                                    && !names.contains(JOURNAL)
                            ? "another version of Lockstep wrote it; use that one, or a new folder"
                            : "it holds other files; name a new or empty folder",
                    null);
        }
    }

    private static MongoDbStartException unusable(
            Path folder, String reason, @Nullable Throwable cause) {
        return new MongoDbStartException("cannot keep data in " + folder + ": " + reason, cause);
    }

    /** What the last server left; throws {@link MongoDbStartException} when it is damaged. */
    KeptState read() {
        Path journal = folder.resolve(JOURNAL);
        if (!Files.exists(journal)) {
            return new KeptState();
        }
        try {
            return JournalFile.read(journal);
        } catch (IOException e) {
            throw unusable(
                    folder, e.getMessage() + "; restore it from a copy, or name a new folder", e);
        }
    }

    /** Begins a journal of all that the server holds; what is appended from then on is kept. */
    void begin(Stream<JournalRecord> everything) {
        Path unfinished = folder.resolve(UNFINISHED);
        try {
            JournalFile begun = JournalFile.create(unfinished);
            everything.forEach(
                    change -> {
                        begun.append(change);
                        if (begun.uncommitted() > COMMIT_EVERY) {
                            begun.commit();
                        }
                    });
            begun.commit();
            begun.force();
            Files.move(
                    unfinished,
                    folder.resolve(JOURNAL),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            if (file != null) {
                file.close();
            }
            file = begun;
            sizeWhenBegun = begun.size();
        } catch (IOException e) {
            throw unusable(folder, "it can't be written (" + e.getMessage() + ")", e);
        }
    }

    /** Whether the journal holds so much that is outdated that it is worth beginning anew. */
    boolean isOvergrown() {
        return file != null && file.size() > 2 * sizeWhenBegun + ROOM;
    }

    @Override
    public void append(JournalRecord change) {
        if (file != null) {
            file.append(change);
        }
    }

    @Override
    public void commit() {
        if (file != null) {
            file.commit();
        }
    }

    /** Has what was committed outlive a power failure too. */
    void force() throws IOException {
        JournalFile current = file;
        if (current != null) {
            current.force();
        }
    }

    /** Deletes what is kept. */
    static void erase(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(JOURNAL));
        } catch (IOException e) {
            throw unusable(folder, "it can't be written (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
            lock.close();
        } catch (IOException e) {
            throw unusable(folder, "it can't be written (" + e.getMessage() + ")", e);
        }
    }
}
