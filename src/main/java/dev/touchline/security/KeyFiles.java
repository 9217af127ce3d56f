package dev.touchline.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** RSA keys in PEM files (RFC 7468), compatible with openssl, and the key that encrypts the secrets of webhooks. */
public final class KeyFiles {

    private static final String ALGORITHM = "RSA";
    private static final int BITS = 3072;
    private static final int LINE = 64;
    private static final int WEBHOOKS_BYTES = 32;
    /** File name of a private key. */
    public static final String PRIVATE_FILE = "private.pem";
    /** File name of the keys that encrypt the secrets of webhooks. */
    public static final String WEBHOOKS_FILE = "webhooks.key";
    /** File name of a public key. */
    public static final String PUBLIC_FILE = "public.pem";

    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private KeyFiles() {}

    /** Generates a key pair. */
    public static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    /**
     * Creates {@code private.pem}, which only its owner can read, and {@code public.pem} unless they exist. A private
     * key is never replaced; a missing public key is derived from it.
     *
     * @return whether a pair was created
     * @throws IOException if a file cannot be read or written, or the keys do not belong together
     */
    public static boolean ensure(Path directory) throws IOException {
        Path privateFile = directory.resolve(PRIVATE_FILE);
        Path publicFile = directory.resolve(PUBLIC_FILE);
        boolean created = false;
        // Checked first: another process creates the private key before the public one.
        boolean publicExists = Files.exists(publicFile);
        if (!Files.exists(privateFile)) {
            if (publicExists) {
                throw new IOException(
                        publicFile + " exists without " + privateFile + ": remove it, or restore the private key");
            }
            String text = pem(PRIVATE, newPair().getPrivate().getEncoded());
            created = AtomicFile.create(privateFile, text, AtomicFile.Readers.OWNER);
        }
        String text = publicPem(privateFile);
        // A concurrent process writes the same public key.
        if (!AtomicFile.create(publicFile, text, AtomicFile.Readers.ALL)
                && !base64(PUBLIC, read(publicFile)).equals(base64(PUBLIC, text))) {
            throw new IOException(publicFile + " is not the public key of " + privateFile + ", and is left unchanged");
        }
        return created;
    }

    /**
     * Creates {@code webhooks.key} with a random key, which only its owner can read, unless it exists.
     *
     * @return whether it was created
     * @throws IOException if the file cannot be written
     */
    public static boolean ensureWebhooks(Path directory) throws IOException {
        byte[] key = new byte[WEBHOOKS_BYTES];
        new SecureRandom().nextBytes(key);
        String text = Base64.getEncoder().encodeToString(key) + "\n";
        return AtomicFile.create(directory.resolve(WEBHOOKS_FILE), text, AtomicFile.Readers.OWNER);
    }

    /**
     * Copies {@code public.pem} to another directory, replacing an earlier copy.
     *
     * @return the copy
     * @throws IOException if a file cannot be read or written
     */
    public static Path copyPublic(Path directory, Path other) throws IOException {
        Path copy = other.resolve(PUBLIC_FILE);
        AtomicFile.replace(copy, read(directory.resolve(PUBLIC_FILE)), AtomicFile.Readers.ALL);
        return copy;
    }

    /**
     * Reads a private key.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is not a private RSA key in PKCS #8
     */
    public static PrivateKey readPrivate(Path file) throws IOException {
        String text = read(file);
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(base64(PRIVATE, text));
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause, whose message may quote the file.
            throw new IllegalArgumentException(
                    file + " is not a private RSA key that begins with -----BEGIN PRIVATE KEY-----.");
        }
    }

    private static String publicPem(Path privateFile) throws IOException {
        try {
            if (readPrivate(privateFile) instanceof RSAPrivateCrtKey key) {
                PublicKey publicKey = KeyFactory.getInstance(ALGORITHM)
                        .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
                return pem(PUBLIC, publicKey.getEncoded());
            }
            throw new IOException(privateFile + " does not contain its public key");
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (FileSystemException e) {
            throw new IOException(file + " cannot be read: " + AtomicFile.reason(e), e);
        }
    }

    private static String base64(String label, String text) {
        return text.replaceFirst("(?s).*-----BEGIN " + label + "-----", "")
                .replaceFirst("(?s)-----END " + label + "-----.*", "")
                .replaceAll("\\s", "");
    }

    private static String pem(String label, byte[] encoded) {
        String text = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
