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
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** RSA keys in PEM files (RFC 7468), as openssl has them. */
public final class KeyFiles {

    private static final String ALGORITHM = "RSA";
    private static final int BITS = 3072;
    private static final int LINE = 64;
    /** The name of a file with a private key. */
    public static final String PRIVATE_FILE = "private.pem";
    /** The name of a file with a public key. */
    public static final String PUBLIC_FILE = "public.pem";

    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private KeyFiles() {}

    /** Makes a pair of keys. */
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
     * Makes {@code private.pem}, which only its owner can read, and {@code public.pem} unless they exist. A private key
     * is never replaced; a missing public key is derived from it.
     *
     * @return whether a pair was made
     * @throws IOException if a file cannot be read or written, or the public key does not belong to the private one
     */
    public static boolean ensure(Path directory) throws IOException {
        Path secret = directory.resolve(PRIVATE_FILE);
        Path open = directory.resolve(PUBLIC_FILE);
        boolean made = false;
        // Asked first: another process makes the private key before the public one.
        boolean published = Files.exists(open);
        if (!Files.exists(secret)) {
            if (published) {
                throw new IOException(open + " exists without " + secret + ": remove it, or restore the private key");
            }
            String text = pem(PRIVATE, newPair().getPrivate().getEncoded());
            made = AtomicFile.create(secret, text, AtomicFile.Readers.OWNER);
        }
        String text = publicPem(secret);
        // Whoever made the private key at the same time also writes the public one, with the same content.
        if (!AtomicFile.create(open, text, AtomicFile.Readers.ALL)
                && !bare(PUBLIC, read(open)).equals(bare(PUBLIC, text))) {
            throw new IOException(open + " is not the public key of " + secret + ", and stays as it is");
        }
        return made;
    }

    /**
     * Copies {@code public.pem} into another directory, in the place of an earlier one.
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
            byte[] encoded = Base64.getMimeDecoder().decode(bare(PRIVATE, text));
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Not the cause: its message may quote the file.
            throw new IllegalArgumentException(
                    file + " is not a private RSA key that begins with -----BEGIN PRIVATE KEY-----.");
        }
    }

    private static String publicPem(Path secret) throws IOException {
        try {
            if (readPrivate(secret) instanceof RSAPrivateCrtKey key) {
                PublicKey open = KeyFactory.getInstance(ALGORITHM)
                        .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
                return pem(PUBLIC, open.getEncoded());
            }
            throw new IOException(secret + " does not say what its public key is");
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

    private static String bare(String label, String text) {
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
