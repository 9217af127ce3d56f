package dev.touchline.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * One GET to a health endpoint, bounded in time and bytes. Over a socket, since an HTTP client would cost more than all
 * the rest of a JVM that is started for each probe.
 *
 * @param kind one of {@code ready}, {@code live}, {@code started}
 * @param deadlineNanos by {@link System#nanoTime()}
 */
record HealthProbe(HealthEndpoint endpoint, String kind, long deadlineNanos) {

    private static final int MAX_BYTES = 64 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.\\d (?<status>\\d{3})");

    /** A response; the body is cut at the bound. */
    record Answer(int status, String body) {}

    /**
     * Sends the request without TLS and, if the response is not HTTP, with TLS.
     *
     * @throws IOException if there is no response within the timeout; the message says why
     */
    static Answer ask(HealthEndpoint endpoint, String kind, Duration timeout) throws IOException {
        HealthProbe probe = new HealthProbe(endpoint, kind, System.nanoTime() + timeout.toNanos());
        try {
            String answer = probe.plain();
            Matcher status = STATUS.matcher(answer);
            if (!status.lookingAt()) {
                answer = probe.exchange(true);
                status = STATUS.matcher(answer);
            }
            if (!status.lookingAt()) {
                throw new IOException("the answer is not HTTP");
            }
            int body = answer.indexOf("\r\n\r\n");
            return new Answer(Integer.parseInt(status.group("status")), body < 0 ? "" : answer.substring(body + 4));
        } catch (SocketTimeoutException e) {
            throw new IOException(endpoint + " did not answer within " + timeout.toSeconds() + " s", e);
        } catch (IOException e) {
            throw new IOException(endpoint + ": " + e.getMessage(), e);
        }
    }

    private String plain() throws IOException {
        try {
            return exchange(false);
        } catch (ConnectException e) {
            throw e;
        } catch (SocketException e) {
            // A TLS server may reset a plain connection.
            return "";
        }
    }

    private String exchange(boolean tls) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(endpoint.address(), remainingMillis());
            socket.setSoTimeout(remainingMillis());
            if (!tls) {
                return exchange(socket);
            }
            String host = endpoint.address().getHostString();
            try (SSLSocket secured =
                    (SSLSocket) unverified().getSocketFactory().createSocket(socket, host, socket.getPort(), false)) {
                return exchange(secured);
            }
        }
    }

    private String exchange(Socket socket) throws IOException {
        // HTTP/1.0, so that the body is not chunked and the server closes the connection.
        String request =
                "GET " + endpoint.path() + "/" + kind + " HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] chunk = new byte[4096];
        while (answer.size() < MAX_BYTES) {
            socket.setSoTimeout(remainingMillis());
            int read = in.read(chunk);
            if (read < 0) {
                break;
            }
            answer.write(chunk, 0, read);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private int remainingMillis() throws SocketTimeoutException {
        long remaining = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (remaining <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) remaining;
    }

    // The peer is this machine, addressed by IP, and receives no secret, so its certificate is not verified.
    private static SSLContext unverified() throws IOException {
        X509TrustManager trustAll = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String authType) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trustAll}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS is not available: " + e.getMessage(), e);
        }
    }
}
