package dev.lockstep.local.mongodb.golden;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** Sends commands just as they are, without what a driver adds, and returns whole replies. */
final class RawConnection implements AutoCloseable {
    private static final int HEADER = 16;
    private static final int FLAGS_AND_KIND = 5;
    private static final int OP_MSG = 2013;
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private final Socket socket;
    private final DataInputStream in;
    private int lastId;

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        in = new DataInputStream(socket.getInputStream());
    }

    BsonDocument run(String database, BsonDocument command) throws IOException {
        send(command.clone().append("$db", new BsonString(database)));
        byte[] rest = new byte[Integer.reverseBytes(in.readInt()) - Integer.BYTES];
        in.readFully(rest);
        int head = HEADER - Integer.BYTES + FLAGS_AND_KIND;
        ByteBuffer body = ByteBuffer.wrap(rest, head, rest.length - head).slice();
        try (var reader = new BsonBinaryReader(body)) {
            return CODEC.decode(reader, DecoderContext.builder().build());
        }
    }

    private void send(BsonDocument body) throws IOException {
        try (var out = new BasicOutputBuffer();
                var writer = new BsonBinaryWriter(out)) {
            CODEC.encode(writer, body, EncoderContext.builder().build());
            ByteBuffer head = ByteBuffer.allocate(HEADER + FLAGS_AND_KIND);
            head.order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(head.capacity() + out.getSize())
                    .putInt(++lastId)
                    .putInt(0)
                    .putInt(OP_MSG);
            socket.getOutputStream().write(head.array());
            out.pipe(socket.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
