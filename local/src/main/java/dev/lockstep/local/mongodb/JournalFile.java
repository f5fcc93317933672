package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import dev.lockstep.local.mongodb.JournalRecord.Logged;
import dev.lockstep.local.mongodb.JournalRecord.Put;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of groups of records: for each its length, a checksum (CRC-32C), and its records, BSON
 * documents one behind the other.
 *
 * <p>A commit writes its group before it returns, so a killed process loses nothing that it
 * acknowledged. To outlive a power failure the file is forced to the disk by {@link #force}, which
 * its owner calls ten times a second, as often as mongod does.
 */
final class JournalFile implements Journal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);
    private static final int HEAD = 2 * Integer.BYTES;

    private final FileChannel channel;
    private final ByteBuf group = Unpooled.buffer(1 << 16);
    private Map<EncodedDocument, Put> lastPut = Map.of();
    private boolean broken;
    private volatile boolean unforced;
    private final AtomicLong size = new AtomicLong();

    private JournalFile(FileChannel channel) {
        this.channel = channel;
        startGroup();
    }

    /** A new, empty file. */
    static JournalFile create(Path path) throws IOException {
        return new JournalFile(
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
    }

    private void startGroup() {
        group.clear().writeZero(HEAD);
    }

    /** What is logged of a document mostly follows the document itself, which is written once. */
    @Override
    public void append(JournalRecord change) {
        if (!(change instanceof Logged)) {
            lastPut = change instanceof Put put ? Map.of(put.document(), put) : Map.of();
        }
        JournalRecord written =
                change instanceof Logged logged && logged.stored().isEmpty()
                        ? new Logged(logged.entry(), lastPut)
                        : change;
        Bson.write(written.toDocument(), group);
    }

    @Override
    public void commit() {
        int length = uncommitted();
        if (length == 0) {
            return;
        }
        if (broken) {
            throw unwritable(null);
        }
        group.setIntLE(0, length);
        group.setIntLE(Integer.BYTES, checksum(group.nioBuffer(HEAD, length)));
        try {
            ByteBuffer bytes = group.nioBuffer();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            // Whatever came behind a part of a group could not be read again.
            broken = true;
            throw unwritable(e);
        }
        size.addAndGet(HEAD + length);
        unforced = true;
        startGroup();
        if (group.capacity() > 1 << 24) {
            group.capacity(1 << 16);
        }
    }

    private static MongoServerException unwritable(@Nullable IOException cause) {
        LOG.error("the data folder can't be written, so no write is accepted any more", cause);
        return new MongoServerError(
                14031, "OutOfDiskSpace", "the data folder can't be written: restart the server");
    }

    /** Bytes that are committed. */
    long size() {
        return size.get();
    }

    /** Bytes that are yet to be committed. */
    int uncommitted() {
        return group.readableBytes() - HEAD;
    }

    /** Has what is written outlive a power failure too. */
    void force() throws IOException {
        if (unforced) {
            unforced = false;
            channel.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        force();
        channel.close();
    }

    /**
     * Reads a file as far as its groups are whole. A group that is torn at the end of the file is
     * left out: its writer was killed before it acknowledged anything of it.
     *
     * @throws IOException also when a group is damaged that is not the last one
     */
    static KeptState read(Path path) throws IOException {
        KeptState state = new KeptState();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long position = 0;
            while (position < file.size()) {
                ByteBuffer records = readGroup(file, position);
                if (records == null) {
                    break;
                }
                position += HEAD + records.remaining();
                apply(Unpooled.wrappedBuffer(records), state);
            }
        }
        return state;
    }

    private static @Nullable ByteBuffer readGroup(FileChannel file, long position)
            throws IOException {
        long left = file.size() - position - HEAD;
        if (left < 0) {
            return null;
        }
        ByteBuf head = Unpooled.wrappedBuffer(readBytes(file, position, HEAD));
        int length = head.readIntLE();
        if (length < 0 || length > left) {
            return null;
        }
        ByteBuffer records = readBytes(file, position + HEAD, length);
        if (checksum(records.duplicate()) == head.readIntLE()) {
            return records;
        }
        if (length == left) {
            return null;
        }
        throw new IOException("its journal is damaged at byte " + position);
    }

    private static ByteBuffer readBytes(FileChannel file, long position, int length)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    private static void apply(ByteBuf records, KeptState state) {
        while (records.isReadable()) {
            state.apply(Bson.readHead(records));
        }
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
