package dev.touchline.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** RSA keys in PEM files (RFC 7468), as openssl has them. */
public final class KeyFiles {

    private static final String ALGORITHM = "RSA";
    private static final int BITS = 3072;
    private static final int LINE = 64;
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
     * Writes {@code private.pem}, which only its owner can read, and {@code public.pem}.
     *
     * @throws IOException if one of them exists, or cannot be written
     */
    public static void write(KeyPair pair, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path secret = directory.resolve("private.pem");
        boolean posix = Files.getFileStore(directory).supportsFileAttributeView("posix");
        FileAttribute<?>[] mine = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createFile(secret, mine);
            Files.writeString(secret, pem(PRIVATE, pair.getPrivate().getEncoded()));
            Files.writeString(
                    directory.resolve("public.pem"),
                    pem(PUBLIC, pair.getPublic().getEncoded()),
                    StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(e.getFile() + " is there already, and stays as it is", e);
        }
    }

    /**
     * Reads a private key.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is not a private RSA key in PKCS #8
     */
    public static PrivateKey readPrivate(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is not there", e);
        }
        String bare = text.replaceFirst("(?s).*-----BEGIN " + PRIVATE + "-----", "")
                .replaceFirst("(?s)-----END " + PRIVATE + "-----.*", "");
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(bare);
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Not the cause: its message may quote the file.
            throw new IllegalArgumentException(
                    file + " is not a private RSA key that begins with -----BEGIN PRIVATE KEY-----.");
        }
    }

    private static String pem(String label, byte[] encoded) {
        String text = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
