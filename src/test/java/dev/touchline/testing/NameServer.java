package dev.touchline.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** A hostile name server (RFC 1035, over UDP): its answers can change from query to query and have a TTL of 0. */
public final class NameServer implements AutoCloseable {

    private static final int HEADER = 12;
    private static final int MAX_QUESTION = 512;
    private static final int IP_4 = 1;
    private static final int IP_6 = 28;
    private static final int INTERNET = 1;
    private static final int ANSWER_THAT_IS_FINAL = 0x8580;
    private static final int NO_SUCH_NAME = 3;
    /** A compression pointer to the name in the question. */
    private static final int POINTER_TO_QUESTION = 0xc000 | HEADER;

    private final DatagramSocket socket;
    private final Map<String, IntFunction<List<InetAddress>>> names = new ConcurrentHashMap<>();
    private final Map<String, Integer> queryCounts = new ConcurrentHashMap<>();

    private NameServer(DatagramSocket socket) {
        this.socket = socket;
    }

    /** Starts a server on a port of the loopback interface. */
    public static NameServer start(int port) {
        try {
            NameServer server =
                    new NameServer(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            Thread thread = new Thread(server::answer, "name-server");
            thread.setDaemon(true);
            thread.start();
            return server;
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A free UDP port. */
    public static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return socket.getLocalPort();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Sets the addresses of a name. */
    public void name(String name, String... addresses) {
        List<InetAddress> all = Stream.of(addresses).map(NameServer::address).toList();
        name(name, time -> all);
    }

    /** Sets the addresses of a name by the number of the query, from 1. */
    public void name(String name, IntFunction<List<InetAddress>> addresses) {
        names.put(name, addresses);
    }

    /** Parses a literal address. */
    public static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of A queries for a name. */
    public int queryCount(String name) {
        return queryCounts.getOrDefault(name, 0);
    }

    private void answer() {
        byte[] question = new byte[MAX_QUESTION];
        try {
            for (; ; ) {
                DatagramPacket packet = new DatagramPacket(question, question.length);
                socket.receive(packet);
                byte[] answer = answer(ByteBuffer.wrap(question, 0, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private byte[] answer(ByteBuffer message) throws IOException {
        int id = message.getShort(0);
        message.position(HEADER);
        StringBuilder name = new StringBuilder();
        for (int length = message.get(); length > 0; length = message.get()) {
            byte[] label = new byte[length];
            message.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        int type = message.getShort();
        message.getShort();
        byte[] question = new byte[message.position() - HEADER];
        message.get(HEADER, question);
        String lowerCase = name.toString().toLowerCase(Locale.ROOT);
        IntFunction<List<InetAddress>> known = names.get(lowerCase);
        List<InetAddress> found = known == null ? List.of() : found(lowerCase, known, type);

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream answer = new DataOutputStream(bytes);
        answer.writeShort(id);
        answer.writeShort(ANSWER_THAT_IS_FINAL | (known == null ? NO_SUCH_NAME : 0));
        answer.writeShort(1);
        answer.writeShort(found.size());
        answer.writeInt(0);
        answer.write(question);
        for (InetAddress address : found) {
            answer.writeShort(POINTER_TO_QUESTION);
            answer.writeShort(type);
            answer.writeShort(INTERNET);
            answer.writeInt(0);
            answer.writeShort(address.getAddress().length);
            answer.write(address.getAddress());
        }
        return bytes.toByteArray();
    }

    private List<InetAddress> found(String name, IntFunction<List<InetAddress>> known, int type) {
        int time = type == IP_4 ? queryCounts.merge(name, 1, Integer::sum) : Math.max(1, queryCount(name));
        int length = type == IP_4 ? 4 : type == IP_6 ? 16 : 0;
        return known.apply(time).stream()
                .filter(address -> address.getAddress().length == length)
                .toList();
    }

    @Override
    public void close() {
        socket.close();
    }
}
