package dev.touchline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A request written byte by byte, for behaviour that HTTP clients do not offer. */
public final class RawRequest implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final long DRIP = Duration.ofMillis(100).toNanos();

    private final Socket socket;

    private RawRequest(URI uri) throws IOException {
        this(new Socket(uri.getHost(), uri.getPort()));
    }

    private RawRequest(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** Connects to the application in this JVM from a loopback address, without sending anything. */
    public static RawRequest from(String address) throws IOException {
        URI uri = Api.uri("/");
        return new RawRequest(new Socket(uri.getHost(), uri.getPort(), InetAddress.getByName(address), 0));
    }

    public record Answer(int status, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.get(name);
        }
    }

    /** Sends the head of a request to the application in this JVM. */
    public static RawRequest post(String path, String header) throws IOException {
        return post(Api.uri(path), header);
    }

    /** Sends the head of a request. */
    public static RawRequest post(URI uri, String header) throws IOException {
        RawRequest request = new RawRequest(uri);
        request.send("POST " + uri.getPath() + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + header
                + "\r\n\r\n");
        return request;
    }

    public void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(bytes, 0, bytes.length);
    }

    public void send(byte[] bytes, int from, int to) throws IOException {
        socket.getOutputStream().write(bytes, from, to - from);
    }

    /** Sends this character repeatedly until the server responds. */
    public void dripUntilAnswered(char character) throws IOException {
        dripUntilAnswered(String.valueOf(character));
    }

    /** Sends this text repeatedly until the server responds. */
    public void dripUntilAnswered(String text) throws IOException {
        long end = System.nanoTime() + Duration.ofMillis(TIMEOUT_MILLIS).toNanos();
        while (!isAnswered() && System.nanoTime() < end) {
            send(text);
            LockSupport.parkNanos(DRIP);
        }
    }

    /** Returns whether any byte of a response has arrived. */
    public boolean isAnswered() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the response, blocking. */
    public Answer answer() throws IOException {
        InputStream in = socket.getInputStream();
        String[] status = line(in).split(" ", 3);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(
                Integer.parseInt(status[1]), headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed without an answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Waits for the server to close the connection; returns false if it does not. */
    public boolean closedByServer() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            // A reset counts as a close.
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
