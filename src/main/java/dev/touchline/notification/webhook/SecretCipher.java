package dev.touchline.notification.webhook;

import dev.touchline.database.Transactions;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import dev.touchline.security.SecurityConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * Encrypts the secrets of webhooks with AES-256-GCM before they are stored. The first key of the ring encrypts, and all
 * of them decrypt. The subscription is authenticated too, so that a secret cannot be moved to another one.
 */
@ApplicationScoped
public class SecretCipher {

    private static final Logger LOG = Logger.getLogger(SecretCipher.class);
    private static final String KEY = "touchline.webhooks.secret-keys";
    private static final String ALGORITHM = "AES";
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_BYTES = 4;
    private static final int ROWS_AT_ONCE = 500;
    private static final String SEPARATOR = ":";

    /** By id; the first one encrypts. */
    private final Map<String, SecretKeySpec> keys;

    @Inject
    SecretCipher(WebhookConfig config, SecurityConfig security, Roles roles) {
        this(roles.has(Role.NOTIFICATION) ? read(config, security) : List.of());
    }

    /** @throws IllegalArgumentException if a key does not have 32 bytes */
    SecretCipher(List<byte[]> ring) {
        keys = new LinkedHashMap<>();
        ring.forEach(key -> {
            if (key.length != KEY_BYTES) {
                throw new IllegalArgumentException(
                        KEY + " must have keys of " + KEY_BYTES + " bytes in Base64, one a line");
            }
            keys.put(id(key), new SecretKeySpec(key, ALGORITHM));
        });
    }

    // Creates the bean, which reads the keys, before broker and database are used.
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        LOG.debugf("%d keys for the secrets of webhooks", keys.size());
    }

    private static List<byte[]> read(WebhookConfig config, SecurityConfig security) {
        if (config.secretKeys().isEmpty()) {
            if (LaunchMode.current() == LaunchMode.NORMAL && security.enabled()) {
                throw new IllegalStateException("No key to encrypt the secrets of webhooks with: set " + KEY
                        + " (TOUCHLINE_WEBHOOKS_SECRET_KEYS) to a file that the command \"keys --webhooks <directory>\""
                        + " creates. Only the role notification needs it.");
            }
            if (LaunchMode.current() == LaunchMode.NORMAL) {
                LOG.warn("The secrets of webhooks are not protected in the database, since " + KEY + " names no key");
            }
            // Of development and tests.
            return List.of(new byte[KEY_BYTES]);
        }
        String file = config.secretKeys().get();
        try {
            List<byte[]> ring = Files.readAllLines(Path.of(file)).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(Base64.getDecoder()::decode)
                    .toList();
            if (ring.isEmpty()) {
                throw new IllegalStateException(KEY + " has no key: " + file);
            }
            return ring;
        } catch (IOException e) {
            throw new IllegalStateException(KEY + " cannot be read: " + file, e);
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message may quote the file.
            throw new IllegalStateException(KEY + " must have keys in Base64, one a line: " + file);
        }
    }

    private static String id(byte[] key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The text to store. */
    public String encrypt(String subscription, String secret) {
        Map.Entry<String, SecretKeySpec> first = keys.entrySet().iterator().next();
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, first.getValue(), nonce, subscription)
                    .doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] text = ByteBuffer.allocate(NONCE_BYTES + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
            return first.getKey() + SEPARATOR + Base64.getEncoder().encodeToString(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + TRANSFORMATION, e);
        }
    }

    /** @throws IllegalStateException if the key is not in the ring, or the text was changed; the message says which */
    public String decrypt(String subscription, String stored) {
        String id = stored.substring(0, Math.max(0, stored.indexOf(SEPARATOR)));
        SecretKeySpec key = keys.get(id);
        if (key == null) {
            throw new IllegalStateException("The secret of subscription " + subscription + " is encrypted with the key "
                    + id + ", which " + KEY + " does not have: add the key");
        }
        try {
            byte[] text = Base64.getDecoder().decode(stored.substring(id.length() + SEPARATOR.length()));
            byte[] nonce = Arrays.copyOf(text, NONCE_BYTES);
            byte[] secret = cipher(Cipher.DECRYPT_MODE, key, nonce, subscription)
                    .doFinal(text, NONCE_BYTES, text.length - NONCE_BYTES);
            return new String(secret, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The secret of subscription " + subscription + " was changed in the database: rotate it", e);
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String subscription)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(subscription.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private record StoredSecret(String subscription, String text) {}

    /** Encrypts the secrets of earlier keys with the first one, after which the earlier keys can be removed. */
    void renew(@Observes SchemaReady event, Transactions transactions) {
        if (keys.isEmpty()) {
            return;
        }
        try {
            int renewed = 0;
            List<StoredSecret> rows = readAfter(new StoredSecret("", ""), transactions);
            while (!rows.isEmpty()) {
                for (StoredSecret row : rows) {
                    renewed += renew(row, transactions);
                }
                rows = readAfter(rows.get(rows.size() - 1), transactions);
            }
            if (renewed > 0) {
                LOG.infof("%d secrets of webhooks are encrypted with the first key now", renewed);
            }
        } catch (SQLException e) {
            LOG.warnf("Secrets of webhooks keep earlier keys until the next start: %s", e.getMessage());
        }
    }

    private List<StoredSecret> readAfter(StoredSecret last, Transactions transactions) throws SQLException {
        return transactions.run(sql -> sql.list(
                """
                SELECT subscription, secret FROM signing_secret
                WHERE (subscription, secret) > (?, ?) AND secret NOT LIKE ?
                ORDER BY subscription, secret LIMIT ?
                """,
                row -> new StoredSecret(row.getString("subscription"), row.getString("secret")),
                last.subscription(),
                last.text(),
                keys.keySet().iterator().next() + SEPARATOR + "%",
                ROWS_AT_ONCE));
    }

    private int renew(StoredSecret row, Transactions transactions) throws SQLException {
        String text;
        try {
            text = encrypt(row.subscription(), decrypt(row.subscription(), row.text()));
        } catch (IllegalStateException e) {
            LOG.error(e.getMessage());
            return 0;
        }
        return transactions.run(sql -> sql.execute(
                "UPDATE signing_secret SET secret = ? WHERE subscription = ? AND secret = ?",
                text,
                row.subscription(),
                row.text()));
    }
}
